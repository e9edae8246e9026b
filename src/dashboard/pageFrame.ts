import { systemRuntime } from '../runtime/index.ts';
import { escapeText } from './escapeText.ts';
import { pageIcon } from './pageIcon.ts';
import type { PageLink } from './pageLinks.ts';

/** What a page of the engine consists of; the texts of HTML are made safe by who gives them. */
export interface Frame {
  /** Its own path. */
  readonly path: string;
  readonly title: string;
  /** What kind of thing it shows, before the title of its heading. */
  readonly kind?: string;
  readonly links: readonly PageLink[];
  /** HTML that the page's script steers, above what is shown. */
  readonly controls?: string;
  /** HTML that is put anew each second. */
  readonly shown: string;
  /** The paths of the same as data. */
  readonly data: readonly string[];
  /** The path of the feeds whose playback is steered. */
  readonly socket?: string | undefined;
}

/** A page of the engine. Its script asks for it again each second; without scripts the browser does. */
export function pageFrame(frame: Frame): string {
  const { path, kind, controls = '', shown, data, socket } = frame;
  const title = escapeText(frame.title);
  const before = kind === undefined ? '' : `<span class="kind">${kind}</span> `;
  const attributes = socket === undefined ? '' : ` data-socket="${escapeText(socket)}"`;
  const files = data.map((file) => `<a href="${file}">${file.slice(1)}</a>`);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<noscript><meta http-equiv="refresh" content="1"></noscript>
<title>${title}${kind === undefined ? '' : `: ${kind.toLowerCase()}`} · Millrace</title>
<link rel="icon" href="data:image/svg+xml,${pageIcon}">
<link rel="stylesheet" href="/millrace/page.css">
<script type="module" src="/millrace/main.js"></script>
</head>
<body${attributes}>
<header class="top">
<h1>${before}${title}</h1>
${linkList(path, frame.links)}</header>
<p id="away" class="notice" role="status" hidden></p>
${controls}<main id="shown" data-at="${systemRuntime.now()}">
${shown}
</main>
<footer>As data: ${files.join(', ')}</footer>
</body>
</html>
`;
}

/** The way to the other pages; nothing where there are none. */
function linkList(path: string, links: readonly PageLink[]): string {
  if (links.length < 2) return '';
  const items = links.map(({ path: to, text }) => {
    const here = to === path ? ' aria-current="page"' : '';
    return `<a href="${to}"${here}>${text}</a>`;
  });
  return `<nav aria-label="Pages">${items.join(' ')}</nav>\n`;
}

import type { ConnectionStats, CursorStats, FeedServerStats, FeedStats } from '../feed/index.ts';
import { durationText } from '../graph/index.ts';
import { escapeText } from './escapeText.ts';
import { pageIcon } from './pageIcon.ts';
import { watermarkFor } from './graphReport.ts';
import { instantText } from '../runtime/index.ts';

/** The page about a server of feeds; its script asks for it again each second, and steers the playback. */
export function feedsPage(stats: FeedServerStats, path: string): string {
  const socket = stats.playback === undefined ? '' : ` data-socket="${escapeText(path)}"`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Feeds</title>
<link rel="icon" href="data:image/svg+xml,${pageIcon}">
<link rel="stylesheet" href="/feeds/page.css">
<script type="module" src="/feeds/main.js"></script>
</head>
<body${socket}>
<h1>Feeds</h1>
<section id="playback" class="bar" aria-label="Playback" hidden>
<button type="button" id="run">Pause</button>
<label for="seek">Position</label>
<input type="range" id="seek" step="1">
<output id="position" for="seek"></output>
<label for="speed">Speed</label>
<select id="speed"></select>
<span id="state"></span>
</section>
<p id="problem" role="alert"></p>
<main id="tables">
${feedTable(stats.feeds)}
${connectionTable(stats.connections)}
</main>
<p>As data: <a href="/feeds.json">feeds.json</a></p>
</body>
</html>
`;
}

function tableText(caption: string, heads: readonly string[], rows: readonly string[]): string {
  const head = heads.map((text) => `<th scope="col">${text}</th>`).join('');
  return `<table>
<caption>${caption}</caption>
<thead><tr>${head}</tr></thead>
<tbody>
${rows.join('\n')}
</tbody>
</table>`;
}

const FEED_HEADS = [
  'feed',
  'state',
  'subscribers',
  'views',
  'next offset',
  'oldest kept',
  'bytes kept',
  'lost',
  'watermark',
];

function feedTable(feeds: readonly FeedStats[]): string {
  const rows = feeds.map((feed) => {
    const { name, state, subscribers, views, offset, floor, bytes, skipped } = feed;
    const counts = [subscribers, views, offset, floor, bytes, skipped].map(numberCell).join('');
    const watermark = watermarkFor(feed.watermark);
    const time = typeof watermark === 'number' ? instantText(watermark) : (watermark ?? '');
    return `<tr>${headCell(name)}<td>${state}</td>${counts}<td class="time">${time}</td></tr>`;
  });
  return tableText('Feeds', FEED_HEADS, rows);
}

const CONNECTION_HEADS = [
  'connection',
  'client',
  'codec',
  'sent',
  'waiting',
  'feed',
  'next offset',
  'behind',
  'behind in event time',
  'bytes',
  'lost',
];

function connectionTable(connections: readonly ConnectionStats[]): string {
  const rows = connections.flatMap((connection) => {
    const { id, client = '', codec, sent, buffered, subscriptions } = connection;
    const own = `${headCell(id.slice(0, 8))}<td>${escapeText(client)}</td><td>${codec}</td>${numberCell(sent)}${numberCell(buffered)}`;
    const others = '<td></td>'.repeat(5);
    const read =
      subscriptions.length === 0 ? ['<td></td>'.repeat(6)] : subscriptions.map(cursorCells);
    return read.map((cells, i) => `<tr>${i === 0 ? own : others}${cells}</tr>`);
  });
  return tableText('Connections, and what each reads', CONNECTION_HEADS, rows);
}

function cursorCells({ feed, offset, behind, lag, sent, losses }: CursorStats): string {
  const late = lag === undefined ? '' : durationText(lag);
  const lost = Object.entries(losses).map(([why, n]) => `${numberText(n)} ${escapeText(why)}`);
  const loss = `<td${lost.length === 0 ? '' : ' class="loss"'}>${lost.join(', ')}</td>`;
  const [name, next, far] = [
    `<td>${escapeText(feed)}</td>`,
    numberCell(offset),
    numberCell(behind),
  ];
  return `${name}${next}${far}<td>${late}</td>${numberCell(sent)}${loss}`;
}

function headCell(text: string): string {
  return `<th scope="row">${escapeText(text)}</th>`;
}

function numberCell(value: number): string {
  return `<td>${numberText(value)}</td>`;
}

function numberText(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

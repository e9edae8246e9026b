/** What a documentation comment says, in its parts. */
export interface DocComment {
  /** What is neither a point nor the example, as Markdown. */
  readonly description: string;
  /** The points, such as `emits` or `state`, with their texts on one line. */
  readonly points: ReadonlyMap<string, string>;
  /** The code of the example. */
  readonly example: string | undefined;
}

const point = /^- (?<name>[a-z][a-z ]*): (?<text>.*(?:\n {2}\S.*)*)\n?/gm;
const labels = 'Result|State|Errors|Algorithm';
const labelled = new RegExp(
  `(?:^|(?<=[.\\n] ?))(?<name>${labels}):\\s(?<text>[\\s\\S]*?)` +
    `(?=\\n\\n|\\s+(?:${labels}|Removable|Not removable)\\b|$)`,
  'g',
);
const removable = /(?<=[.\n]\s?)(?<text>(?:Not removable|Removable)[\s\S]*?)(?=\n\n|\s+State:|$)/;

/** Takes a documentation comment apart. */
export function parseDocComment(comment: string): DocComment {
  const [said = '', example] = linesOf(comment).split(/^@example$/m);
  const code = example && /```ts\n(?<code>[\s\S]*?)```/.exec(example)?.groups?.['code'];
  const points = [...said.matchAll(point), ...said.matchAll(labelled)].map((match) => [
    (match.groups?.['name'] ?? '').toLowerCase(),
    oneLine(match.groups?.['text'] ?? ''),
  ]);
  const whether = removable.exec(said)?.groups?.['text'];
  if (whether !== undefined) points.push(['removable', oneLine(whether)]);
  const rest = said.replace(point, '').replace(removable, '').replace(labelled, '');
  const description = rest
    .replace(/^ +$/gm, '')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
  return { description, points: new Map(points as [string, string][]), example: code };
}

/** The first sentence of a comment's description. */
export function firstSentence({ description }: DocComment): string {
  const [paragraph = ''] = description.split('\n\n');
  return /^[\s\S]*?\.(?=\s|$)/.exec(paragraph)?.[0].replaceAll('\n', ' ') ?? paragraph;
}

/** A comment's text without the marks around it. */
export function linesOf(comment: string): string {
  const inner = comment.replace(/^\s*\/\*\*/, '').replace(/\*\/\s*$/, '');
  return inner.replace(/^\s*\* ?/gm, '').trim();
}

/** A text with single spaces for what divides its words. */
export function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

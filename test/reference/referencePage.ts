import { type ConfigFields, configFields, type Field } from './configFields.ts';
import { firstSentence } from './docComment.ts';
import type { EntryKind, ReferenceEntry } from './referenceEntries.ts';

/** The points that the comment of each kind of function has to make. */
export const POINTS: Readonly<Record<EntryKind, readonly string[]>> = {
  operator: ['emits', 'completes', 'errors', 'late events', 'state'],
  aggregate: ['result', 'state'],
  watermark: ['state'],
};

const fence = '```';

/** The page of Markdown about a function; `texts` are the sources in which its config may be. */
export function referencePage(entry: ReferenceEntry, texts: readonly string[]): string {
  const { comment, kind, name, room, signatures } = entry;
  const sections = [
    `# ${name}`,
    `\`import { ${name} } from 'millrace';\` – ${kind}, in operators/${room}. [All pages](index.md)`,
    comment.description,
    `${fence}ts\n${signatures.join(';\n')}\n${fence}`,
    pointTable(entry),
    ...configTypes(signatures).map((type) => configSection(type, configFields(type, texts))),
    comment.example && `## Example\n\n${fence}ts\n${comment.example}${fence}`,
  ];
  return `${sections.filter(Boolean).join('\n\n')}\n`;
}

/** The page that lists the others. */
export function referenceIndex(entries: readonly ReferenceEntry[]): string {
  const rooms = [...new Set(entries.map(({ room }) => room))];
  const lists = rooms.map((room) => {
    const lines = entries
      .filter((entry) => entry.room === room)
      .map(({ name, comment }) => `- [${name}](${name}.md): ${firstSentence(comment)}`);
    return `## operators/${room}\n\n${lines.join('\n')}`;
  });
  const made = 'Made from the documentation comments of the operators by `npm run build`.';
  return `${['# Reference', made, ...lists].join('\n\n')}\n`;
}

function pointTable({ comment, kind }: ReferenceEntry): string {
  const order = [...new Set([...POINTS[kind], ...comment.points.keys()])];
  const rows = order.flatMap((name) => {
    const text = comment.points.get(name);
    return text === undefined ? [] : [row([`**${name}**`, text])];
  });
  return rows.length === 0 ? '' : [row(['', '']), row(['---', '---']), ...rows].join('\n');
}

/** The types of a function's configs. */
export function configTypes(signatures: readonly string[]): readonly string[] {
  const named = signatures.flatMap((one) => [...one.matchAll(/\bconfig\??: (?<type>\w+)/g)]);
  return [...new Set(named.map((match) => match[1] ?? ''))];
}

function configSection(type: string, { common, variants }: ConfigFields): string {
  const parts = [
    `## ${type}`,
    ...(common.length > 0 ? [fieldTable(common)] : []),
    ...(variants.length > 0 ? [`${common.length > 0 ? 'And one' : 'One'} of these:`] : []),
    ...variants.map(fieldTable),
  ];
  return parts.join('\n\n');
}

function fieldTable(fields: readonly Field[]): string {
  const rows = fields.map((field) =>
    row([`\`${field.name}\``, `\`${field.type}\``, defaultOf(field), field.comment]),
  );
  return [row(['field', 'type', 'default', 'what it is']), row(Array(4).fill('---')), ...rows].join(
    '\n',
  );
}

function defaultOf({ optional, comment }: Field): string {
  if (!optional) return 'required';
  const said =
    /\(default:? (?<value>`[^`]+`(?=[:;)])|[^);]+)/.exec(comment) ??
    /Default:? (?<value>[^:.]+)/.exec(comment) ??
    /(?<value>`[^`]+`|\b\w+),? \((?:the )?default\b/.exec(comment) ??
    /(?<value>`[^`]+`), (?:the )?default\b/.exec(comment);
  return said?.groups?.['value'] ?? 'none';
}

function row(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

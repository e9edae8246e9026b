import type { Explanation, GraphWarning, HeldBy, StageExplanation } from '../graph/index.ts';
import { backPressureText } from '../graph/index.ts';
import { countText, instantText } from '../runtime/index.ts';
import { escapeText } from './escapeText.ts';
import { columnsOf, tableBox } from './tableBox.ts';

const HEADS = [
  'stage',
  'watermark',
  'held by',
  'since',
  'its last event',
  'waits',
  'would release it',
];

/** What each stage waits for, as a table. */
export function holdTable({ stages }: Explanation): string {
  return tableBox({
    id: 'holds',
    title: 'What each stage waits for',
    columns: columnsOf('text', HEADS),
    rows: stages.map(rowText),
    empty: 'The graph has no stages.',
    className: 'hold',
  });
}

/** What a graph's configs would lose, as a list; nothing where there is no warning. */
export function warningList(warnings: readonly GraphWarning[]): string {
  if (warnings.length === 0) return '';
  const items = warnings.map(({ text }) => `<li>${escapeText(text)}</li>`).join('\n');
  return `<section data-part="warnings" class="warnings" aria-label="Warnings">\n<h2>Warnings</h2>\n<ul>\n${items}\n</ul>\n</section>\n`;
}

function rowText(stage: StageExplanation): string {
  const { name, watermark, heldBy, wouldRelease = '' } = stage;
  const cells = [
    watermark === 'end' ? textCell('at its end') : timeCell(watermark),
    textCell(heldBy === undefined ? '' : holderText(heldBy)),
    timeCell(heldBy?.since),
    timeCell(heldBy?.lastTimestamp),
    textCell(waitText(stage)),
    textCell(wouldRelease),
  ];
  return `<tr><th scope="row">${escapeText(name)}</th>${cells.join('')}</tr>`;
}

function textCell(text: string): string {
  return `<td>${escapeText(text)}</td>`;
}

function timeCell(time: number | null | undefined): string {
  const text = time === null || time === undefined ? '' : instantText(time);
  return `<td class="time">${text}</td>`;
}

function holderText({ kind, name, stage }: HeldBy): string {
  return kind === 'source' ? `source ${name}` : `${kind} ${name} of ${stage}`;
}

function waitText({ openWindows, waiting, name, ...rest }: StageExplanation): string {
  const { paused = [], backPressure = [] } = rest;
  const parts: string[] = backPressure.map((pressure) => backPressureText(pressure, name));
  if (openWindows !== undefined) {
    const { count, nextEnd, missing } = openWindows;
    const end = nextEnd === null ? '' : `, next end ${instantText(nextEnd)}`;
    const needs = missing === undefined ? '' : `, next needs ${missing} more`;
    parts.push(`${countText(count, 'open window')}${end}${needs}`);
  }
  if (waiting !== undefined) {
    const until = waiting.until === null ? 'the end' : instantText(waiting.until);
    parts.push(`${countText(waiting.count, 'entry', 'entries')} until ${until}`);
  }
  for (const { source, input, by, maxDrift } of paused) {
    const rule = maxDrift === undefined ? "lateBy 'input'" : 'maxDrift';
    const where = by === name ? rule : `${rule} of ${by}`;
    const who = source === name ? '' : `${source ?? input} `;
    parts.push(`${who}paused by ${where}`);
  }
  return parts.join('; ');
}

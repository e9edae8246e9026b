import type { TopologyNode } from '../../graph/index.ts';
import { STATES } from '../countTable.ts';
import { escapeText } from '../escapeText.ts';
import type { PlacedNode } from './graphLayout.ts';
import { stageFigures } from './stageFigures.ts';
import type { Figure, ShownStage } from './stageFigures.ts';

const WIDTH = 236;
const PADDING = 12;
/** Where the first row of figures stands, and how far the next is below it. */
const FIRST_ROW = 58;
const ROW = 18;
/** How many letters of a line have room. */
const NAME_LETTERS = 26;
const KIND_LETTERS = 34;

const KINDS: Readonly<Record<TopologyNode['kind'], string>> = {
  source: 'source',
  stage: '',
  port: 'side output',
  sink: 'sink',
};

/** The size of a stage's card: as high as its figures need. */
export function cardSize(stage: ShownStage): { width: number; height: number } {
  const rows = stageFigures(stage).length;
  return { width: WIDTH, height: FIRST_ROW + (rows - 1) * ROW + PADDING };
}

/** The card of a stage: its name, what it does, and its figures. */
export function stageCard(stage: ShownStage, { x, y, width, height }: PlacedNode): string {
  const { kind, name, operators } = stage.node;
  const state = stage.stats?.state ?? 'idle';
  const deeds = [KINDS[kind], ...operators].filter((word) => word !== '').join(' · ');
  const rows = stageFigures(stage).map((row, index) => rowText(row, FIRST_ROW + index * ROW));
  const radius = kind === 'source' || kind === 'sink' ? 14 : 6;
  return `<g class="card ${kind} ${state}" transform="translate(${x} ${y})">
<title>${escapeText([name, deeds, STATES[state]].join('\n'))}</title>
<rect class="frame" width="${width}" height="${height}" rx="${radius}"/>
<circle class="light" cx="${WIDTH - PADDING - 4}" cy="17" r="4"/>
<text class="name" x="${PADDING}" y="21">${escapeText(shorten(name, NAME_LETTERS))}</text>
<text class="kind" x="${PADDING}" y="37">${escapeText(shorten(deeds, KIND_LETTERS))}</text>
${rows.join('\n')}
</g>`;
}

function rowText([left, right]: readonly [Figure, Figure], y: number): string {
  const rate =
    left.total === undefined
      ? ''
      : `<text class="rate" x="150" y="${y}" data-total="${left.total}"></text>`;
  return `${figureText(left, PADDING, 96, y)}${rate}${figureText(right, 164, WIDTH - PADDING, y)}`;
}

function figureText({ label, text, isBad }: Figure, start: number, end: number, y: number): string {
  const name = isBad === true ? 'value bad' : 'value';
  return `<text class="label" x="${start}" y="${y}">${label}</text><text class="${name}" x="${end}" y="${y}">${text}</text>`;
}

function shorten(text: string, letters: number): string {
  const all = Array.from(text);
  return all.length <= letters ? text : `${all.slice(0, letters - 1).join('')}…`;
}

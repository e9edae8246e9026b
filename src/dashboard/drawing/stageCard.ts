import type { TopologyNode } from '../../graph/index.ts';
import { STATES } from '../countTable.ts';
import { escapeText } from '../escapeText.ts';
import { fitText } from './fitText.ts';
import type { PlacedNode } from './graphLayout.ts';
import { figureRows, stageFigures } from './stageFigures.ts';
import type { Figure, ShownStage } from './stageFigures.ts';

const WIDTH = 264;
const PADDING = 12;
/** Where the first row of figures stands, and how far the next is below it. */
const FIRST_ROW = 58;
const ROW = 18;
/** Where the figures on the left, their rates and those on the right stand. */
const LEFT = [PADDING, 104] as const;
const RATE_END = 160;
const RIGHT = [172, WIDTH - PADDING] as const;
/** The lines above the figures; beside the name stands the light. */
const NAME = { y: 21, size: 13.5, width: WIDTH - 2 * PADDING - 16 };
const KIND = { y: 37, size: 11, width: WIDTH - 2 * PADDING };

const KINDS: Readonly<Record<TopologyNode['kind'], string>> = {
  source: 'source',
  stage: '',
  port: 'side output',
  sink: 'sink',
};

/** The size of a stage's card: as high as its figures need. */
export function cardSize(kind: TopologyNode['kind']): {
  readonly width: number;
  readonly height: number;
} {
  return { width: WIDTH, height: FIRST_ROW + (figureRows(kind) - 1) * ROW + PADDING };
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
${lineText('name', name, NAME)}
${lineText('kind', deeds, KIND)}
${rows.join('\n')}
</g>`;
}

/** A line in a box of its own: in a font that is wider than thought, too, it ends with that. */
function lineText(className: string, text: string, line: typeof NAME): string {
  const shown = escapeText(fitText(text, line.width, line.size));
  return `<svg x="${PADDING}" width="${line.width}" height="${line.y + 6}"><text class="${className}" y="${line.y}">${shown}</text></svg>`;
}

function rowText([left, right]: readonly [Figure, Figure], y: number): string {
  const rate =
    left.total === undefined
      ? ''
      : `<text class="rate" x="${RATE_END}" y="${y}" data-total="${left.total}"></text>`;
  return `${figureText(left, LEFT, y)}${rate}${figureText(right, RIGHT, y)}`;
}

function figureText(
  { label, text, isBad }: Figure,
  [start, end]: readonly [number, number],
  y: number,
): string {
  const name = isBad === true ? 'value bad' : 'value';
  return `<text class="label" x="${start}" y="${y}">${label}</text><text class="${name}" x="${end}" y="${y}">${text}</text>`;
}

import type { StageExplanation, TopologyNode } from '../../graph/index.ts';
import { durationText } from '../../graph/index.ts';
import { wholeText } from '../../runtime/index.ts';
import type { StageReport } from '../graphReport.ts';

/** A node of a topology with what is known of it now. */
export interface ShownStage {
  readonly node: TopologyNode;
  readonly stats: StageReport | undefined;
  readonly explained: StageExplanation | undefined;
}

/** A figure of a stage. */
export interface Figure {
  readonly label: string;
  readonly text: string;
  /** What is counted, for a rate beside it. */
  readonly total?: number;
  readonly isBad?: boolean;
}

/** Rows of figures: on the left what passes, on the right what to look at. */
export type FigureRows = readonly (readonly [left: Figure, right: Figure])[];

/** How many rows of figures each stage of a kind has. */
export function figureRows(kind: TopologyNode['kind']): number {
  if (kind === 'port') return 1;
  return kind === 'source' ? 2 : 3;
}

/** The figures of a stage that matter at a glance, in the rows of its kind. */
export function stageFigures({ node, stats, explained }: ShownStage): FigureRows {
  const into = counted('in', stats?.in);
  const out = counted('out', stats?.out);
  const lag = { label: 'lag', text: lagText(stats, explained) };
  const late = {
    label: 'late',
    text: shortText(stats?.late),
    isBad: (stats?.late ?? 0) > 0,
  };
  if (node.kind === 'port') return [[out, lag]];
  if (node.kind === 'source') {
    return [
      [into, late],
      [out, lag],
    ];
  }
  const state = { label: 'state', text: amountText(stats?.stateSize) };
  return [
    [into, late],
    [out, { label: 'busy', text: busyText(stats) }],
    [state, lag],
  ];
}

function counted(label: string, total = 0): Figure {
  return { label, text: amountText(total), total };
}

/** Exact below a million; the table has the rest. */
function amountText(amount = 0): string {
  return amount < 1_000_000 ? wholeText(amount) : compactText(amount, 2);
}

/** Likewise where there is less room. */
function shortText(amount = 0): string {
  return amount < 100_000 ? wholeText(amount) : compactText(amount, 1);
}

function compactText(amount: number, maximumFractionDigits: number): string {
  return amount.toLocaleString('en-US', { notation: 'compact', maximumFractionDigits });
}

/** How far the watermark is behind the newest event. */
function lagText(stats?: StageReport, explained?: StageExplanation): string {
  if (stats?.watermark === 'end') return 'end';
  return typeof explained?.lag === 'number' ? durationText(explained.lag) : '–';
}

/** The share of the time in which a stage was at work; that of sources and ports is not measured. */
function busyText(stats?: StageReport): string {
  const { busyMs = 0, idleMs = 0, backPressuredMs = 0, pausingMs = 0 } = stats ?? {};
  const all = busyMs + idleMs + backPressuredMs + pausingMs;
  if (all === 0) return '–';
  const share = busyMs / all;
  const maximumFractionDigits = share < 0.1 ? 1 : 0;
  return share.toLocaleString('en-US', { style: 'percent', maximumFractionDigits });
}

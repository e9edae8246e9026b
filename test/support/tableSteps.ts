import type { Described } from '../../src/feed/index.ts';
import type { TableStep } from '../oracle/tableStates.ts';

/** Draws a whole number below `most`. */
export type Draw = (most: number) => number;

const SPANS = [
  [0, 10],
  [10, 20],
  [20, 30],
] as const;

/** A random change of a table of a few rows, with or without windows. */
export function drawStep(draw: Draw, isWindowed: boolean): TableStep {
  const key = drawKey(draw);
  const step: TableStep = { key, ...drawChange(draw, isWindowed) };
  if (!isWindowed) return step;
  const [span, ...others] = draw(2) === 0 ? SPANS : SPANS.toReversed();
  const replaces = others.slice(0, draw(3));
  const isMerge = step.op === 'upd' && step.patch === undefined && draw(4) === 0;
  return { ...step, span, ...(isMerge && replaces.length > 0 ? { replaces } : {}) };
}

function drawKey(draw: Draw): unknown {
  return [`k${draw(30)}`, draw(3), { car: draw(3) }, null][draw(4)];
}

function drawChange(draw: Draw, isWindowed: boolean): Omit<TableStep, 'key'> {
  const choice = draw(10);
  if (choice === 0) return { op: 'del' };
  if (choice === 1 && isWindowed) return { op: 'ret', data: { gone: true } };
  if (choice === 2) return { op: 'upd', patch: drawFields(draw, 2) };
  if (choice === 3) return { op: 'upd', data: drawScalar(draw) };
  return { op: 'upd', data: drawFields(draw, 3) };
}

function drawFields(draw: Draw, depth: number): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  for (let i = draw(6); i > 0; i -= 1) {
    fields[`f${draw(5)}`] =
      depth > 0 && draw(3) === 0 ? drawFields(draw, depth - 1) : drawValue(draw);
  }
  // Large enough that a patch is often smaller than the whole.
  if (depth === 3) fields['text'] = 'ä'.repeat(20);
  return fields;
}

function drawValue(draw: Draw): unknown {
  return draw(4) === 0 ? [drawScalar(draw), { in: null }] : drawScalar(draw);
}

function drawScalar(draw: Draw): unknown {
  return [draw(100), draw(100) / 7, null, `t${draw(9)}`, true, '\uD83D\uDE00'][draw(6)];
}

/** A step as the value of a feed. */
export function describeStep({ key, op, data, patch, span, replaces = [] }: TableStep): Described {
  const content = patch === undefined ? { data } : { patch };
  if (span === undefined) return { key, op, ...content };
  const toSpan = ([start, end]: readonly [number, number]) => ({ start, end });
  const pane = { timing: 'onTime', index: 0, final: false } as const;
  const window = { ...toSpan(span), ...pane, replaces: replaces.map(toSpan) };
  return { key, op, ...content, window };
}

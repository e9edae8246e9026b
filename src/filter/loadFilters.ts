import type { Environment, ParseResult } from '@marcbachmann/cel-js';
import { fromWireTime } from '../wire/index.ts';
import type { Item } from '../wire/index.ts';
import { BadFilter } from './badFilter.ts';
import { findCostly } from './findCostly.ts';

/** Whether an event passes. Throws where that cannot be said, such as for a field that is missing. */
export type EventFilter = (item: Item) => boolean;

/**
 * Makes a filter of its text.
 *
 * @throws BadFilter
 */
export type CompileFilter = (text: string) => EventFilter;

/** Bounds for one filter, which comes from anywhere. */
const LIMITS = {
  maxAstNodes: 128,
  maxDepth: 32,
  maxListElements: 64,
  maxMapEntries: 1,
  maxCallArguments: 4,
};

/**
 * Loads what filters need: the optional package `@marcbachmann/cel-js`. A filter is an expression of
 * CEL over an event: `d` is its data, `key` its key (null without one), `et` its event time in ms,
 * `op` 'ins', 'upd' or 'ret', `win` its window `{ s, e, pane, i, final }` (null without one). Numbers of
 * the data are doubles. The cost of a filter for one event is bounded: see `findCostly`.
 *
 * Errors: rejects when the package is not installed.
 */
export async function loadFilters(): Promise<CompileFilter> {
  const { Environment } = await import('@marcbachmann/cel-js');
  const environment = new Environment({ homogeneousAggregateLiterals: false, limits: LIMITS });
  for (const name of ['d', 'key', 'et', 'op', 'win']) environment.registerVariable(name, 'dyn');
  return (text) => toFilter(compile(environment, text));
}

function compile(environment: Environment, text: string): ParseResult {
  const parsed = attempt(() => environment.parse(text));
  const costly = findCostly(parsed.ast);
  if (costly !== undefined) throw new BadFilter(`filters know no ${costly}`);
  const checked = parsed.check();
  if (!checked.valid) throw badFilter(checked.error);
  if (checked.type !== 'bool' && checked.type !== 'dyn')
    throw new BadFilter(`expected an expression that is true or false, got one of ${checked.type}`);
  return parsed;
}

function attempt<R>(work: () => R): R {
  try {
    return work();
  } catch (error) {
    throw badFilter(error);
  }
}

/** The library's own words without its drawing of the place. */
function badFilter(error: unknown): BadFilter {
  const { summary, range } = error as Partial<Problem>;
  const where = range === undefined ? '' : ` (at ${range.start + 1})`;
  return new BadFilter(`${summary ?? 'cannot be read'}${where}`);
}

interface Problem {
  readonly summary: string;
  readonly range: { readonly start: number };
}

function toFilter(evaluate: ParseResult): EventFilter {
  return ({ d, k = null, et, op, win = null }) => {
    const window = win === null ? null : { ...win, s: fromWireTime(win.s), e: fromWireTime(win.e) };
    const verdict = withoutStack(() =>
      evaluate({ d, key: k, et: fromWireTime(et), op, win: window }),
    );
    if (typeof verdict === 'boolean') return verdict;
    throw new BadFilter('is neither true nor false');
  };
}

/** A missing field throws, for each event: drawing a stack would cost three times the rest. */
function withoutStack(work: () => unknown): unknown {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return work();
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

import {
  calendarWindow,
  countWindow,
  cumulativeWindow,
  customWindow,
  fixedWindow,
  globalWindow,
  sessionWindow,
  slidingWindow,
  timeDifferenceWindow,
} from 'millrace';
import type { Pane, StreamOperator } from 'millrace';
import { aggregateOf } from './aggregateOf.ts';
import { firingOf } from './firingOf.ts';
import { makePlan } from './plan.ts';
import type { FedEvent, Parts, Plan } from './plan.ts';
import type { Row, Vector, VectorConfig } from './vector.ts';
import { offsetAt, wallClock } from './wallClock.ts';
import { zonedWindows } from './zonedWindows.ts';

type Value = Readonly<Record<string, unknown>>;
type WindowPane = Pane<FedEvent['key'], Value>;

const DAY = 86_400_000;

/** Runs a vector of windows: fixed, sliding, cumulate, session, global or count. */
export function windowPlan(vector: Pick<Vector, 'kind' | 'config' | 'steps'>): Plan {
  const { config } = vector;
  const { valueOf } = aggregateOf(config.aggregate);
  const shown = ({ retract, value }: WindowPane): unknown =>
    retract === true && config.retractMerged === true ? null : valueOf(value);
  return makePlan<WindowPane>({
    inputs: 1,
    build: (parts) => parts.left.pipe(windowOf(vector, parts)),
    rowsOf: (pane, ts) => [
      { ...placeOf(config, pane, ts), ...firingRow(pane), value: shown(pane) },
    ],
  });
}

/** Where a pane is: key, bounds and timestamp, on the wall clocks of the vector's time zone. */
export function placeOf(
  { timeZone, resultTs = 'windowMax' }: VectorConfig,
  { key, window }: Pick<Pane<unknown, unknown>, 'key' | 'window'>,
  timestamp: number,
): Row {
  const bound = (time: number): number | null =>
    Number.isFinite(time) ? wallClock(timeZone, time) : null;
  const ts = resultTs === 'windowMax' ? wallClock(timeZone, timestamp + 1) - 1 : timestamp;
  return { key, start: bound(window.start), end: bound(window.end), ts };
}

function firingRow({ timing, index, final, nonSpeculativeIndex, retract }: WindowPane): Row {
  // Windows without a trigger have no early panes, so they count all of theirs.
  const pane = { timing, index, final, nonSpeculativeIndex: nonSpeculativeIndex ?? index };
  return { pane, ...(retract === true && { retract }) };
}

function windowOf(
  { kind, config, steps }: Pick<Vector, 'kind' | 'config' | 'steps'>,
  parts: Parts,
): StreamOperator<FedEvent, WindowPane> {
  const { allowedLateness } = config;
  const plain = { key: keyOf, aggregate: aggregateOf(config.aggregate).aggregate };
  const firing = { ...plain, ...firingOf(config, parts.scheduler) };
  const common = {
    ...firing,
    late: parts.late<FedEvent>(),
    ...(allowedLateness !== undefined && { allowedLateness }),
  };
  const { timeZone } = config;
  if (timeZone !== undefined) {
    // Made in any case: it refuses a zone that there is not.
    const days = calendarWindow({ ...common, unit: 'day', timeZone });
    if (isDay(config)) return days;
  }
  if (clockOffsets(config, steps).length > 1)
    return customWindow({ ...common, windowsOf: zonedWindows(config) });
  const shift = offsetOf(config, steps);
  switch (kind) {
    case 'fixed':
      return fixedWindow({ ...common, ...shift, ...gridOf(config) });
    case 'sliding':
      if (config.timeDifference !== undefined) {
        const { timeDifference: difference, clampStart: lowestStart = 0 } = config;
        return timeDifferenceWindow({ ...common, difference, lowestStart });
      }
      return slidingWindow({
        ...common,
        ...shift,
        ...gridOf(config),
        every: config.slide as number,
      });
    case 'cumulate':
      return cumulativeWindow({
        ...common,
        ...shift,
        size: config.size as number,
        step: config.step as number,
      });
    case 'session':
      return sessionWindow({ ...common, ...sessionOf(config) });
    case 'global':
      return globalWindow(firing);
    case 'count':
      return countWindow({ ...plain, ...countOf(config) });
    default:
      throw new Error(`${kind} is no kind of window`);
  }
}

function keyOf({ key }: FedEvent): FedEvent['key'] {
  return key;
}

function gridOf({ size, clampStart }: VectorConfig): { size: number; lowestStart?: number } {
  return { size: size as number, ...(clampStart !== undefined && { lowestStart: clampStart }) };
}

function sessionOf({ gap, gapMerge, retractMerged }: VectorConfig): {
  gap: number | ((event: FedEvent) => number);
  touching?: boolean;
  retractMerged?: boolean;
} {
  return {
    gap: gap === 'perEvent' ? (event) => event.gap as number : (gap as number),
    ...(gapMerge !== undefined && { touching: gapMerge === 'touching' }),
    ...(retractMerged !== undefined && { retractMerged }),
  };
}

/** With a slide, a window fires after each so many events, with as many of the last as there are. */
function countOf({ size, slide }: VectorConfig): {
  count: number;
  every?: number;
  partial?: boolean;
} {
  return { count: size as number, ...(slide !== undefined && { every: slide, partial: true }) };
}

function isDay({ size, slide, step, offset }: VectorConfig): boolean {
  return size === DAY && slide === undefined && step === undefined && !offset;
}

/** How far the zone's clocks are ahead at the vector's events: one number, or several. */
function clockOffsets({ timeZone }: VectorConfig, steps: Vector['steps']): readonly number[] {
  if (timeZone === undefined) return [0];
  const times = steps.flatMap(({ event }) => (event === undefined ? [] : [event.ts]));
  return [...new Set(times.map((time) => offsetAt(timeZone, time)))];
}

/** Windows of a zone are shifted by what its clocks are ahead, where these stay as they are. */
export function offsetOf(config: VectorConfig, steps: Vector['steps']): { offset?: number } {
  const { timeZone, size = 1, slide = size, offset } = config;
  if (timeZone === undefined) return offset === undefined ? {} : { offset };
  const [ahead = 0, ...others] = clockOffsets(config, steps);
  if (others.length > 0) throw new Error(`the clocks of ${timeZone} change within the vector`);
  return { offset: ((offset ?? 0) - ahead) % slide };
}

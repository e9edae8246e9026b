import { ArgumentRangeError, ArgumentTypeError, show, toMilliseconds } from '../kernel/index.ts';
import type { Duration, Milliseconds } from '../kernel/index.ts';
import { bounded } from './bounded.ts';
import type { EventClock } from './eventClock.ts';
import { PeriodicClock } from './periodicClock.ts';
import { QuietClock } from './quietClock.ts';
import { SteppedClock } from './steppedClock.ts';
import { checkStrategy } from './watermarkStrategy.ts';
import type { WatermarkStrategy } from './watermarkStrategy.ts';

/** The fields of a config that say how the watermark moves. */
export interface ClockFields<T> {
  readonly outOfOrderness?: Duration;
  readonly watermark?: WatermarkStrategy<T>;
  readonly raiseEvery?: Duration;
  readonly periodic?: Duration;
  readonly idleAfter?: Duration;
  readonly whenQuiet?: 'hold' | object;
}

/** How the clock of each subscription is made. */
export interface ClockMaker<T> {
  createClock(): EventClock<T>;
  /** After how much silence the stream is idle, where the clock itself does not tell. */
  readonly idleAfter: Milliseconds;
}

/** Checks the fields and puts the clock together: the strategy's, in those that change when it moves. */
export function clockFor<T>(owner: string, fields: ClockFields<T>): ClockMaker<T> {
  const strategy = strategyOf(owner, fields);
  const span = (field: 'raiseEvery' | 'periodic'): Milliseconds =>
    fields[field] === undefined ? Infinity : toMilliseconds(owner, field, fields[field]);
  const [raiseEvery, periodic] = [span('raiseEvery'), span('periodic')];
  if (raiseEvery < Infinity && periodic < Infinity) {
    const expected = 'either raiseEvery or periodic';
    throw new ArgumentRangeError(owner, 'periodic', expected, 'both');
  }
  if (strategy.onTicks && periodic === Infinity) {
    const expected = 'a positive duration for a strategy with onPeriodic';
    throw new ArgumentTypeError(owner, 'periodic', expected, 'undefined');
  }
  const quiet = quietOf(owner, fields);
  const idleAfter = Math.min(quiet.idleAfter, strategy.idleAfter);
  const gated = periodic < Infinity && !strategy.onTicks;
  return {
    idleAfter: gated ? Infinity : idleAfter,
    createClock: () => {
      const clock = strategy.createClock(owner, periodic);
      const { after, every } = quiet;
      const lasting = after < Infinity ? new QuietClock(clock, { owner, after, every }) : clock;
      if (raiseEvery < Infinity) return new SteppedClock(lasting, raiseEvery);
      return gated ? new PeriodicClock(lasting, { owner, every: periodic, idleAfter }) : lasting;
    },
  };
}

function strategyOf<T>(owner: string, fields: ClockFields<T>): WatermarkStrategy<T> {
  const { outOfOrderness, watermark } = fields;
  if (watermark === undefined) {
    toMilliseconds(owner, 'outOfOrderness', outOfOrderness as Duration, { sign: 'notNegative' });
    return bounded(outOfOrderness as Duration);
  }
  if (outOfOrderness !== undefined) {
    const expected = 'either outOfOrderness or watermark';
    throw new ArgumentTypeError(owner, 'watermark', expected, 'both');
  }
  return checkStrategy(owner, watermark);
}

/** What happens in silence, in milliseconds; Infinity where it does not. */
interface Quiet {
  readonly idleAfter: Milliseconds;
  readonly after: Milliseconds;
  readonly every: Milliseconds;
}

const HOLD: Quiet = { idleAfter: Infinity, after: Infinity, every: Infinity };

function quietOf<T>(owner: string, { idleAfter, whenQuiet }: ClockFields<T>): Quiet {
  const span = (field: string, value: unknown): Milliseconds =>
    toMilliseconds(owner, field, value as Duration);
  if (idleAfter !== undefined) {
    if (whenQuiet === undefined) return { ...HOLD, idleAfter: span('idleAfter', idleAfter) };
    const expected = 'either idleAfter or whenQuiet';
    throw new ArgumentTypeError(owner, 'whenQuiet', expected, 'both');
  }
  if (whenQuiet === undefined || whenQuiet === 'hold') return HOLD;
  if (typeof whenQuiet === 'object' && whenQuiet !== null) {
    if ('idleAfter' in whenQuiet)
      return { ...HOLD, idleAfter: span('whenQuiet.idleAfter', whenQuiet.idleAfter) };
    if ('advanceAfter' in whenQuiet) {
      const every = 'every' in whenQuiet ? whenQuiet.every : undefined;
      return {
        idleAfter: Infinity,
        after: span('whenQuiet.advanceAfter', whenQuiet.advanceAfter),
        every: span('whenQuiet.every', every ?? '1s'),
      };
    }
  }
  const expected = "'hold', { idleAfter } or { advanceAfter }";
  throw new ArgumentTypeError(owner, 'whenQuiet', expected, show(whenQuiet));
}

import {
  ArgumentTypeError,
  checkFunction,
  checkNumber,
  checkWord,
  show,
  toMilliseconds,
} from '../kernel/index.ts';
import type { BreakerConfig } from './breakerConfig.ts';
import type { BreakerBounds } from './breakerLogic.ts';
import { isNoAbort } from './isNoAbort.ts';

/** The checked config of a circuit breaker. */
export interface BreakerSettings {
  readonly bounds: BreakerBounds;
  readonly whileOpen: 'wait' | 'fail';
  /** Whether an error counts as a failure. */
  readonly counts: (error: unknown) => boolean;
}

/** Checks the config of a circuit breaker. @param prefix stands before its fields in the text of errors */
export function readBreaker(owner: string, prefix: string, config: BreakerConfig): BreakerSettings {
  const { when = isNoAbort, whileOpen = 'wait' } = config;
  const time = (field: 'window' | 'resetAfter'): number =>
    toMilliseconds(owner, `${prefix}${field}`, config[field]);
  checkFunction(owner, `${prefix}when`, when);
  return {
    bounds: {
      ...readMeasure(owner, prefix, config),
      window: time('window'),
      resetAfter: time('resetAfter'),
      halfOpen: checkNumber(owner, `${prefix}halfOpen`, config.halfOpen ?? 1, { min: 1 }),
    },
    whileOpen: checkWord(owner, `${prefix}whileOpen`, whileOpen, ['wait', 'fail']),
    counts: when,
  };
}

function readMeasure(
  owner: string,
  prefix: string,
  { failures, rate, minimum = 10 }: BreakerConfig,
): Pick<BreakerBounds, 'failures' | 'rate' | 'minimum'> {
  if ((failures === undefined) === (rate === undefined)) {
    const got = failures === undefined ? 'neither' : `${show(failures)} and ${show(rate)}`;
    throw new ArgumentTypeError(owner, `${prefix}failures`, 'either failures or rate', got);
  }
  if (rate === undefined) {
    const least = checkNumber(owner, `${prefix}failures`, failures, { min: 1 });
    return { failures: least, rate: 0, minimum: 1 };
  }
  return {
    failures: 1,
    rate: checkNumber(owner, `${prefix}rate`, rate, {
      min: Number.MIN_VALUE,
      max: 1,
      whole: false,
    }),
    minimum: checkNumber(owner, `${prefix}minimum`, minimum, { min: 1 }),
  };
}

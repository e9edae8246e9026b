import { checkConfig, checkFunction } from '../kernel/index.ts';
import { CustomClock } from './customClock.ts';
import type { CustomWatermark } from './customClock.ts';
import type { WatermarkStrategy } from './watermarkStrategy.ts';

/**
 * A watermark by a rule of your own.
 *
 * State: what `create` makes, and the watermark. Errors: `MILLRACE_CALLBACK` for a watermark that is no
 * number, and when a function throws.
 *
 * @example
 * ```ts
 * import { customWatermark, eventTime, fromArray, values } from 'millrace';
 *
 * // Goes on with processing time: the largest timestamp, less 5 s, plus the time passed since it came.
 * const advancing = customWatermark({
 *   create: () => ({ base: -Infinity, since: 0 }),
 *   onEvent: (state, _value, timestamp, now) => {
 *     const passed = state.base + now - state.since;
 *     if (timestamp - 5_000 > passed) Object.assign(state, { base: timestamp - 5_000, since: now });
 *     return state.base + now - state.since;
 *   },
 *   onPeriodic: (state, now) => state.base + now - state.since,
 *   snapshot: (state) => ({ ...state }),
 *   restore: (saved) => saved as { base: number; since: number },
 * });
 *
 * fromArray([{ at: 1 }])
 *   .pipe(
 *     eventTime({ timestamp: ({ at }) => at, watermark: advancing, periodic: '1s' }),
 *     values(),
 *   )
 *   .subscribe((event) => console.log(event.at)); // 1
 * ```
 */
export function customWatermark<T, S>(config: CustomWatermark<T, S>): WatermarkStrategy<T> {
  checkConfig('customWatermark', config);
  for (const field of ['create', 'onEvent', 'snapshot', 'restore'] as const)
    checkFunction('customWatermark', field, config[field]);
  const onTicks = config.onPeriodic !== undefined;
  if (onTicks) checkFunction('customWatermark', 'onPeriodic', config.onPeriodic);
  return {
    kind: 'customWatermark',
    onTicks,
    idleAfter: Infinity,
    createClock: (owner, periodic) => new CustomClock(owner, config, periodic, true),
  };
}

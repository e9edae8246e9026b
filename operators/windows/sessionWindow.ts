import type { AggregateRecord, AggregateResults } from '../aggregates/index.ts';
import type { Duration, StreamOperator } from '../kernel/index.ts';
import { checkFlag, DEFAULT_RULES } from './firingRules.ts';
import { MergingLogic } from './mergingLogic.ts';
import type { Key, Pane } from './pane.ts';
import { checkGap } from './sessionGap.ts';
import { savedShape } from './savedShape.ts';
import { SessionLogic } from './sessionLogic.ts';
import { checkWindowConfig } from './windowConfig.ts';
import type { WindowConfig } from './windowConfig.ts';
import { windowLateness } from './windowLateness.ts';
import { windowOperator } from './windowOperator.ts';

/** Windows that follow activity. */
export interface SessionWindowConfig<T, K extends Key, A> extends WindowConfig<T, K, A> {
  /**
   * The silence, in event time, that ends a session: the same for all events, or a function that gives
   * each event its own. An event's own window is [t, t + gap); windows of a key that overlap are one
   * session, so a session ends where the last of them does.
   */
  readonly gap: Duration | ((value: T) => Duration);
  /**
   * Whether events exactly one gap apart are of one session (default false: they are two, whatever
   * the watermark did between them).
   */
  readonly touching?: boolean;
  /**
   * Whether a session that grew or merged first takes back its panes of other bounds, whatever
   * `accumulation` says (default false): each is sent again with `retract: true`.
   */
  readonly retractMerged?: boolean;
}

/**
 * Puts each key's events into sessions: runs with less than a gap between one event and the next.
 *
 * ```text
 * gap 10   --1--5--9-----25--|   sessions [1,19) and [25,35); an event of 17 makes them one, [1,35)
 * ```
 *
 * - emits: a session's pane when the watermark passes its end, in order of the ends (ties: of
 *   creation); after that one pane for each event that it still takes within `allowedLateness`. Events
 *   in between join sessions: `replaces` tells the windows of the earlier panes that a pane stands for
 *   now, so that a consumer can drop them
 * - completes: with the source; a finite source's last sessions fire before
 * - errors: `MILLRACE_ARGUMENT_RANGE` and `MILLRACE_ARGUMENT_TYPE` at call time; `MILLRACE_CALLBACK`
 *   when `key`, `gap` or a function of an aggregate throws, or `gap` gives no positive duration;
 *   `MILLRACE_LATE` with `late: 'error'`
 * - late events: the window that counts is the one after joining; an event that joins no open session
 *   and whose own window [t, t + gap) is closed goes where `late` says
 * - state: one row per session that is not closed
 *
 * @example
 * ```ts
 * import { count, eventTime, fromArray, sessionWindow, values } from 'millrace';
 *
 * fromArray([1, 5, 9, 25])
 *   .pipe(
 *     eventTime({ timestamp: (at) => at, outOfOrderness: 0 }),
 *     sessionWindow({ gap: 10, late: 'drop', aggregate: { n: count() } }),
 *     values(),
 *   )
 *   .subscribe(({ window, value }) => console.log(window.start, window.end, value.n)); // 1 19 3, 25 35 1
 * ```
 */
export function sessionWindow<T, const A extends AggregateRecord<T>, K extends Key = undefined>(
  config: SessionWindowConfig<T, K, A>,
): StreamOperator<T, Pane<K, AggregateResults<A>>> {
  const owner = 'sessionWindow';
  const { late, rules, ...checked } = checkWindowConfig(owner, config);
  const gaps = checkGap<T>(owner, config.gap);
  const touching = checkFlag(owner, 'touching', config.touching ?? false);
  const retractMerged = checkFlag(owner, 'retractMerged', config.retractMerged ?? false);
  const merging = rules !== undefined || retractMerged;
  const all = { owner, ...gaps, touching, ...checked };
  const firing = { ...(rules ?? DEFAULT_RULES), retractMerged };
  return windowOperator<T, K, A>({
    kind: owner,
    name: config.name,
    shape: savedShape(
      { ...checked, rules },
      {
        gap: gaps.gapOf === undefined ? `${gaps.gap}ms` : 'of each event',
        touching,
        // What is saved has another form.
        firing: merging && 'of its own',
      },
    ),
    late,
    lateness: windowLateness(checked.lateness, rules),
    scheduler: config.scheduler,
    create: (context) =>
      merging
        ? new MergingLogic({ ...all, rules: firing }, context)
        : new SessionLogic(all, context),
  });
}

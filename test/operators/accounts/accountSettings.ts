import type { Observable, SchedulerLike } from 'rxjs';
import { collect } from '../../../operators/index.ts';
import type {
  Aggregate,
  FiringConfig,
  JoinConfig,
  JoinType,
  LateBy,
  LatePolicy,
  Pane,
  Rejected,
  Sided,
  SideOutput,
  Stream,
  TimeToLive,
} from '../../../operators/index.ts';
import type { Happening } from './happening.ts';

/** What the operators are built over. */
export interface Inputs {
  /** Values as they are, for operators that enter a stream. */
  readonly source: Observable<Happening>;
  /** The same values, entered by event time. */
  readonly left: Stream<Happening>;
  /** Other values. */
  readonly right: Stream<Happening>;
  /** Where values go that may not enter. */
  readonly rejected: SideOutput<Rejected<Happening>>;
  readonly late: LatePolicy<Happening>;
  readonly lateSides: LatePolicy<Sided<Happening, Happening>>;
  readonly scheduler: SchedulerLike;
  readonly random: (below: number) => number;
}

/** The events that an operator took: those that it was given and did not call late. */
export interface Taken {
  readonly left: readonly Happening[];
  readonly right: readonly Happening[];
  /** How many events the results hold by then. */
  readonly shown: number;
}

/** One operator in one setting. */
export interface StatefulOperator {
  /** Builds it as the last operator of the stream. */
  readonly build: (inputs: Inputs) => Stream<unknown>;
  /**
   * How many entries of state it may still need when the watermark has passed everything, and all
   * times to live (default: none).
   */
  readonly left?: (taken: Taken) => number;
  /** Whether `left` is a bound, not the very number. */
  readonly atMost?: boolean;
  /** Whether at the end as many events as `left` says may be in no account. */
  readonly standing?: boolean;
  /** A watermark that has passed everything (default: 10,000). */
  readonly beyond?: number;
  /** Whether no event is shown twice. */
  readonly once?: boolean;
  /** Whether late events are counted only: panes that are late have no output of their own. */
  readonly countsLate?: boolean;
}

/** The key of an event. */
export const key = (event: Happening): string => event.key;
/** What an event counts for. */
export const size = (event: Happening): number => event.size;
/** An event's own time. */
export const at = (event: Happening): number => event.at;
/** Shows each event that a window holds. */
export const aggregate: { readonly events: Aggregate<Happening, readonly Happening[]> } = {
  events: collect<Happening>({ limit: 1_000, overflow: 'error' }),
};
/** A time to live by event time. */
export const timeToLive: TimeToLive & { readonly eventTime: 15 } = { eventTime: 15 };

/** One of the choices. */
export function pick<C>({ random }: Inputs, ...choices: readonly C[]): C {
  return choices[random(choices.length)] as C;
}

/** Random rules of firing under which each window shows, sooner or later, all that it took. */
export function firing(inputs: Inputs): FiringConfig & { readonly allowedLateness: number } {
  const { random, scheduler } = inputs;
  const count = 1 + random(4);
  const trigger = pick<FiringConfig>(
    inputs,
    {},
    { trigger: { early: { count } } },
    { trigger: { early: { every: 1 + random(30) } } },
    { trigger: { everyEventTime: 1 + random(9) } },
    { trigger: { everyEvent: true } },
    { trigger: { count }, closePane: 'ifNew' },
    { trigger: { late: { count } }, closePane: 'always' },
  );
  const accumulation = pick(inputs, 'accumulating', 'discarding', 'retracting');
  return { ...trigger, accumulation, scheduler, allowedLateness: random(2) * random(60) };
}

/** The same, and rules under which events are finished or never shown: for windows that do not overlap. */
export function anyFiring(inputs: Inputs): FiringConfig & { readonly allowedLateness: number } {
  const count = 1 + inputs.random(4);
  const trigger = pick<FiringConfig>(
    inputs,
    {},
    { trigger: { count } },
    { trigger: { count, once: true } },
    { trigger: { late: { count } } },
    { trigger: { onClose: true } },
    { trigger: { early: { count }, finishAtOnTime: true } },
  );
  return { ...firing(inputs), ...trigger };
}

/** What all joins are told. */
export const join = (inputs: Inputs): JoinConfig<Happening, Happening, string> => ({
  leftKey: key,
  rightKey: key,
  late: inputs.lateSides,
  lateBy: pick<LateBy>(inputs, 'combined', 'input'),
});
/** A random type of join. */
export const type = (inputs: Inputs): JoinType =>
  pick(inputs, 'inner', 'left', 'right', 'full', 'anti');

/** The same without anti: there a late partner takes a row back that was shown. */
export const kept = (inputs: Inputs): JoinType => pick(inputs, 'inner', 'left', 'right', 'full');

/** How many keys the events have. */
export const distinctKeys = (events: readonly Happening[]): number => new Set(events.map(key)).size;
/** The sum over the keys of what each needs for so many events. */
export const perKey =
  (entries: (events: number) => number) =>
  ({ left }: Taken): number =>
    [...new Set(left.map(key))]
      .map((one) => entries(left.filter((event) => event.key === one).length))
      .reduce((sum, each) => sum + each, 0);

/** A pane of its own for each event, in a window of 10. */
export function paneOf(event: Happening): Pane<number, { readonly event: Happening }> {
  const start = Math.floor(event.at / 10) * 10;
  const pane = { key: event.id, window: { start, end: start + 10 }, value: { event } };
  return { ...pane, timing: 'onTime', index: 0, final: true };
}

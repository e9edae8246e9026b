import { Observable } from 'rxjs';
import type { Subscriber } from 'rxjs';
import type { Chunk } from './chunk.ts';
import type { ClockAct } from './clockAct.ts';
import type { Milliseconds } from './duration.ts';
import type { Lateness } from './lateness.ts';
import type { WaitingEntries } from './waitingEntries.ts';

/** What one operator has counted, in events, over all subscriptions to its stream. */
export class OperatorCounters {
  in = 0;
  out = 0;
  late = 0;
  dropped = 0;
  /** Rows of a join that gave no result: no partner came, or none was to come (`anti`). */
  unjoined = 0;
  quarantined = 0;
  /** Values without a valid timestamp that were dropped or went to an output of their own. */
  invalid = 0;
  /** Values whose call or function failed for good, and that went to an output of their own. */
  failed = 0;
  /** Events that belong to no window. */
  unassigned = 0;
  /** Events that no pane had shown when their window was closed. */
  unfired = 0;
  /** Events whose windows take no more events, as their trigger says. */
  finished = 0;
  /** Panes fired before the watermark passed the window's end. */
  early = 0;
  /** Panes fired by the watermark passing the window's end. */
  onTime = 0;
  /** Panes fired by an event that came after the window's end had been passed. */
  corrections = 0;
  /** Windows closed for good. */
  closed = 0;
  /** The watermark that the operator has passed on. */
  watermark: Milliseconds = -Infinity;
}

/** What is known of one input of an operator, or of one partition of a source. */
export interface InputState {
  /** Which it is: `input 0`, or the partition. */
  readonly name: string;
  readonly watermark: Milliseconds;
  /** Whether it is silent and does not count. */
  readonly idle: boolean;
  /** Whether it came back behind the others and does not count until it has caught up. */
  readonly behind: boolean;
  readonly ended: boolean;
  /** Whether the operator's watermark cannot rise before this one's does. */
  readonly holds: boolean;
  /** The time of its last event; undefined before the first. */
  readonly lastTimestamp: Milliseconds | undefined;
  /** The processing time at which its last event came, where that is known. */
  readonly lastSeen: Milliseconds | undefined;
  /** The processing time at which its watermark rose last, where that is known. */
  readonly since: Milliseconds | undefined;
  /** An event later than this raises its watermark; undefined where that is not known. */
  readonly raisedAfter?: Milliseconds | undefined;
  /** How long it may be silent before it is idle, where that is known. */
  readonly idleAfter?: Milliseconds | undefined;
  /** True for a partition of a source: there are others that it holds back. */
  readonly partition?: true;
  /** What its watermark will do by the clock; undefined where it waits for events alone. */
  readonly clockAct?: ClockAct | undefined;
  /** While `maxDrift` pauses its sources: how far it is ahead of the last input that counts. */
  readonly pausedAhead?: Milliseconds | undefined;
}

/** The windows of an operator that hold events and whose end the watermark has not passed. */
export interface OpenWindows {
  /** How many there are; sessions count per key. */
  readonly count: number;
  /** The smallest end of them; Infinity where none has an end. */
  readonly nextEnd: Milliseconds;
  /** Of windows that end by count: how many events of its key the next one to be full still needs. */
  readonly missing?: number | undefined;
}

/** What is known of an operator from outside: its place in the chain, its counts and its state. */
export interface OperatorInfo {
  /** The function that made it, such as `fixedWindow`. */
  readonly kind: string;
  /** The name under which its state is saved; undefined where it has none. */
  readonly stateName: string | undefined;
  /** The config that its saved state depends on, as a text; undefined where there is none. */
  readonly shape?: string | undefined;
  /** False where it has state that cannot be saved. */
  readonly savable: boolean;
  readonly inputs: readonly Observable<unknown>[];
  readonly counters: OperatorCounters;
  /** How many entries of state it holds now (keys, rows, values). */
  stateSize(): number;
  /** How many values it holds back now until time passes or other work is done. */
  held(): number;
  /**
   * Lets go what leaves only when more values come: none do. Called again and again.
   *
   * @returns how many values still leave by themselves; what waits for a watermark or a table does not
   */
  drain(): number;
  /** Where it has several inputs or a clock of its own: what it knows of each. Read on demand. */
  inputStates(): readonly InputState[];
  /** The windows that wait for the watermark, of an operator that can tell. Computed on demand. */
  openWindows?(): OpenWindows | undefined;
  /** Its rows or timers that wait for the watermark, of an operator that can tell. Computed on demand. */
  waitingEntries?(): WaitingEntries | undefined;
  /** What its own watermark will do by the clock, where that is behind what its inputs have reached. */
  clockAct?(): ClockAct | undefined;
  /** How far its sources may be ahead of each other before they are paused, where that is limited. */
  readonly maxDrift?: Milliseconds | undefined;
  /** How it judges late events; undefined where it does not. */
  readonly lateness?: Lateness | undefined;
}

/** A stream that knows the operator that made it. */
export class OperatorStream<R> extends Observable<Chunk<R>> {
  readonly info: OperatorInfo;

  constructor(info: OperatorInfo, subscribe: (destination: Subscriber<Chunk<R>>) => void) {
    super((destination) => subscribe(destination));
    this.info = info;
  }
}

/** The parts of an operator's description that have a default. */
export function describeOperator(
  fields: Pick<OperatorInfo, 'kind' | 'inputs'> & Partial<OperatorInfo>,
): OperatorInfo {
  const { held = () => 0 } = fields;
  return {
    stateName: undefined,
    savable: true,
    counters: new OperatorCounters(),
    stateSize: () => 0,
    held,
    drain: held,
    inputStates: () => [],
    ...fields,
  };
}

/**
 * The operators that lead to a stream, from the stream back to where they end: at a source, or at an
 * Observable that was not made by this library. Each comes behind all that it leads to, also where
 * branches of one stream have come together.
 */
export function operatorsBehind(stream: Observable<unknown>): OperatorInfo[] {
  const found = new Set<OperatorInfo>();
  addOperators(stream, found);
  return [...found].toReversed();
}

/** Adds an operator when all that leads to it is there. */
function addOperators(stream: Observable<unknown>, found: Set<OperatorInfo>): void {
  if (!(stream instanceof OperatorStream) || found.has(stream.info)) return;
  for (const input of stream.info.inputs) addOperators(input, found);
  found.add(stream.info);
}

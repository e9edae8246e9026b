import type { Stream } from '../../../operators/index.ts';
import type { NexmarkEvent } from './events.ts';
import type { Outcome, ResultSink } from './tally.ts';

/** Other libraries that some queries are written in. */
export type PeerName = 'rxjs' | 'effect' | 'most' | 'dbIvm';

/**
 * One way to compute a query.
 *
 * `prepare(events)` is not timed; the function that it gives is. That function can be called as often as
 * wanted, begins anew each time, and leaves nothing behind but its outcome. A peer's may be
 * asynchronous: await it. Compare `hash` with the loop's before anything is timed; the chain's
 * `results` is the loop's too, a peer that works in batches may have fewer that cancel out.
 */
export interface NexmarkVariant {
  prepare(events: readonly NexmarkEvent[]): () => Outcome | Promise<Outcome>;
}

/** A variant that is done when its function returns. */
export interface SynchronousVariant extends NexmarkVariant {
  prepare(events: readonly NexmarkEvent[]): () => Outcome;
}

/**
 * A query of the suite, for a runner:
 *
 * ```text
 * const input = events(1_000_000, 1);
 * const expected = query.loop.prepare(input)();
 * const work = query.chain(512).prepare(input);  // or query.peers.rxjs?.prepare(input)
 * if ((await work()).hash !== expected.hash) throw …
 * … then time `await work()`, and the loop's in a process of its own
 * ```
 */
export interface NexmarkQuery {
  readonly name: string;
  readonly summary: string;
  /** The plain loop that everything is measured by. */
  readonly loop: SynchronousVariant;
  /** Public operators over a stream of chunks of this many events. */
  readonly chain: (chunkSize: number) => SynchronousVariant;
  /** Those that can express it; they take no account of late events, so there must be none. */
  readonly peers: Partial<Record<PeerName, NexmarkVariant>>;
}

/** A query in a plain loop: told each event as it arrives, and the end. */
export interface Loop {
  step(event: NexmarkEvent): void;
  end(): void;
}

/** Where a chain begins. */
export interface ChainInput {
  readonly events: readonly NexmarkEvent[];
  readonly chunkSize: number;
  /** When each event arrived, where the query is `recorded`. */
  readonly arrivals: readonly number[];
  /** The events in event time. */
  stream(): Stream<NexmarkEvent>;
}

/** A query as its file defines it; results are `R`. */
export interface QueryDefinition<R> {
  readonly name: string;
  readonly summary: string;
  readonly fingerprint: (result: R) => number;
  /** Whether the chain reads the recorded arrivals. */
  readonly recorded?: true;
  /** Begins a loop that gives its results to a sink. */
  readonly loop: (sink: ResultSink<R>) => Loop;
  /** Builds the chain, subscribes and gives its results to a sink; done when it returns. */
  readonly chain: (input: ChainInput, sink: ResultSink<R>) => void;
}

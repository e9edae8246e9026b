import type { Subscription } from 'rxjs';
import { StreamError } from '../../operators/index.ts';
import type { Chunk, Milliseconds, Stream } from '../../operators/index.ts';
import type { Runtime } from '../runtime/index.ts';
import type { End, Err } from '../wire/index.ts';
import { refuseBarrier } from './feedCheckpoints.ts';
import type { FeedCheckpoints } from './feedCheckpoints.ts';
import { feedFailure } from './feedFailure.ts';
import type { FeedState } from './feedStats.ts';
import type { FeedWriter } from './feedWriter.ts';
import type { SourceBrake } from './sourceBrake.ts';

/** What ends a feed for its subscribers. */
type Last = Omit<End, 'ch'> | Omit<Err, 'ch'>;

/** The feed that lives. */
export interface LivingFeed {
  readonly name: string;
  readonly brake: SourceBrake | undefined;
  /** It failed. */
  onError(error: unknown): void;
  /** Readers are to look. */
  wake(): void;
}

/** Who takes what the stream brings. */
export interface FeedTakers {
  readonly writer: FeedWriter;
  readonly checkpoints: FeedCheckpoints;
  readonly runtime: Runtime;
}

/** A feed's stream from its subscription to its end, whatever that is; a failing one never throws here. */
export class FeedLife {
  readonly #feed: LivingFeed;
  #takers: FeedTakers | undefined;
  #subscription: Subscription | undefined;
  #state: FeedState = 'new';
  #last: Last | undefined;
  /** Why it takes no more values. */
  #reason: unknown;
  #overAt: Milliseconds = Infinity;

  constructor(feed: LivingFeed) {
    this.#feed = feed;
  }

  get state(): FeedState {
    return this.#state;
  }

  /** Nothing more comes: the feed ended or failed. */
  get isOver(): boolean {
    return this.#last !== undefined;
  }

  /** When it was over, by the clock; Infinity while it goes on. */
  get overAt(): Milliseconds {
    return this.#overAt;
  }

  /** What ends the feed on a channel; undefined while it goes on. */
  lastMessage(ch: number): End | Err | undefined {
    return this.#last && { ...this.#last, ch };
  }

  /** Subscribes to the stream. */
  begin(stream: Stream<unknown>, takers: FeedTakers): void {
    this.#takers = takers;
    this.#state = 'live';
    this.#subscription = stream.subscribe({
      next: (chunk) => this.#next(chunk, takers),
      error: (error) => this.fail(error),
      complete: () => this.guarded(() => this.#complete(takers)),
    });
    // A stream that ended within subscribe() could not be unsubscribed from then.
    if (this.#state !== 'live') this.#leave();
  }

  /** Runs what may fail while the stream goes on: then the feed does. */
  guarded(work: () => void): void {
    if (this.#state !== 'live') return;
    try {
      work();
    } catch (error) {
      this.fail(error);
    }
  }

  #next(chunk: Chunk<unknown>, { writer, checkpoints }: FeedTakers): void {
    if (this.#state !== 'live') return refuseBarrier(chunk.control, this.#reason);
    this.guarded(() => {
      if (chunk.values.length > 0) checkpoints.checkUse();
      this.#feed.brake?.see(chunk.pressure);
      writer.take(chunk);
      checkpoints.take(chunk.control);
    });
    // One that failed by what came before a barrier, or by the barrier, is not in its checkpoint.
    if (this.isOver) refuseBarrier(chunk.control, this.#reason);
  }

  #complete({ writer, checkpoints }: FeedTakers): void {
    writer.complete();
    checkpoints.checkEnd();
    this.#state = 'ended';
    this.#finish({ t: 'end' });
  }

  fail(error: unknown): void {
    if (this.#state !== 'live') return;
    this.#sealWhatCan();
    this.#finishWith(error);
  }

  /** A feed that was complete is not any more when its log cannot be read. */
  diskFailed(error: unknown): void {
    if (this.#state === 'live') this.fail(error);
    else if (this.#state === 'ended') this.#finishWith(error);
  }

  #finishWith(error: unknown): void {
    this.#state = 'failed';
    this.#reason = error;
    this.#finish(feedFailure(this.#feed.name, error));
    this.#feed.onError(error);
  }

  /** Results before a failure still go out, unless they are what cannot be told. */
  #sealWhatCan(): void {
    try {
      this.#takers?.writer.flush();
    } catch {
      this.#takers?.writer.forget();
    }
  }

  #finish(last: Last): void {
    this.#last = last;
    this.#overAt = this.#takers?.runtime.now() ?? Infinity;
    this.#stop();
    this.#feed.wake();
  }

  #stop(): void {
    this.#leave();
    this.#feed.brake?.release();
    this.#takers?.writer.stop();
  }

  /** A graph with checkpoints must go on asking for its part: what it did not take they must not cover. */
  #leave(): void {
    if (this.#takers?.checkpoints.isUsed !== true) this.#subscription?.unsubscribe();
  }

  /** Stops without a word to the readers. */
  close(): void {
    if (this.#state === 'live') this.#state = 'stopped';
    this.#reason = this.#closedEarly();
    this.#stop();
  }

  #closedEarly(): StreamError {
    const text = `feed '${this.#feed.name}': its server was closed before its graph had ended`;
    return new StreamError('MILLRACE_GRAPH', `${text}; stop the graph first`);
  }
}

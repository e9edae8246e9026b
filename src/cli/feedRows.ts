import { Observable } from 'rxjs';
import type { Subscriber } from 'rxjs';
import { makeRows, Pressure, RowSource } from '../../operators/index.ts';
import type { Milliseconds, Rows } from '../../operators/index.ts';
import type { FeedClient } from '../client/index.ts';
import { systemRuntime } from '../runtime/index.ts';
import type { Runtime } from '../runtime/index.ts';
import type { Since } from '../wire/index.ts';
import type { FeedEntry, RecordedRow } from './feedEntry.ts';
import { FeedFollower } from './feedFollower.ts';

/** Which feeds are recorded, and what is counted of them. */
export interface FeedRowsConfig {
  readonly client: FeedClient;
  /** Where each feed begins. */
  readonly starts: ReadonlyMap<string, Since>;
  /** Called with each entry. */
  readonly onEntry: (entry: FeedEntry) => void;
  /** Ends the rows, as the end of all feeds does. */
  readonly stopped: Observable<void>;
  readonly runtime?: Runtime;
}

/**
 * All that comes of some feeds, as rows with arrivals, behind a row that names the feeds. While the rows
 * are not taken, all feeds are paused: they wait in the server's log. Completes when all feeds have ended.
 */
export function feedRows(config: FeedRowsConfig): RowSource<RecordedRow> {
  return new RowSource(
    new Observable<Rows<RecordedRow>>((subscriber) => {
      const recorder = new FeedRecorder(config, subscriber);
      recorder.start();
      return () => recorder.stop();
    }),
  );
}

class FeedRecorder {
  readonly #config: FeedRowsConfig;
  readonly #subscriber: Subscriber<Rows<RecordedRow>>;
  readonly #pressure = new Pressure();
  readonly #followers: readonly FeedFollower[];
  #open: number;
  #arrival: Milliseconds = -Infinity;
  #isWaiting = false;

  constructor(config: FeedRowsConfig, subscriber: Subscriber<Rows<RecordedRow>>) {
    const { client, starts } = config;
    this.#config = config;
    this.#subscriber = subscriber;
    this.#open = starts.size;
    this.#followers = [...starts].map(
      ([feed, since]) =>
        new FeedFollower(
          client,
          feed,
          { since },
          {
            next: (event) => this.#add({ feed, ...event }),
            error: (error) => this.#end({ feed, kind: 'failed', text: textOf(error) }),
            complete: () => this.#end({ feed, kind: 'end', text: '' }),
          },
        ),
    );
  }

  start(): void {
    const { starts, stopped } = this.#config;
    stopped.subscribe(() => this.#subscriber.complete());
    this.#write({ kind: 'recording', version: 1, feeds: [...starts.keys()] });
    for (const follower of this.#followers) follower.resume();
  }

  stop(): void {
    for (const follower of this.#followers) follower.stop();
  }

  #add(entry: FeedEntry): void {
    this.#config.onEntry(entry);
    this.#write(entry);
    if (this.#pressure.paused && !this.#isWaiting) this.#pause();
  }

  #write(row: RecordedRow): void {
    const { runtime = systemRuntime } = this.#config;
    // The wall clock may be set back; a recording's never goes back.
    this.#arrival = Math.max(this.#arrival, Math.floor(runtime.now()));
    const [values, arrivals, pressure] = [[row], [this.#arrival], this.#pressure];
    this.#subscriber.next(makeRows({ values, arrivals, pressure }));
  }

  #pause(): void {
    this.#isWaiting = true;
    for (const follower of this.#followers) follower.pause();
    this.#pressure.whenClear(() => {
      this.#isWaiting = false;
      for (const follower of this.#followers) follower.resume();
    });
  }

  #end(entry: FeedEntry): void {
    this.#add(entry);
    this.#open -= 1;
    if (this.#open === 0) this.#subscriber.complete();
  }
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

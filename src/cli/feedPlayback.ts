import { concat, of, tap } from 'rxjs';
import type { Subscription } from 'rxjs';
import { makeRows, RowSource, StreamError } from '../../operators/index.ts';
import type { Milliseconds } from '../../operators/index.ts';
import { createFeedServer } from '../feed/index.ts';
import type { FeedServer } from '../feed/index.ts';
import { replay } from '../replay/index.ts';
import { fromRecording } from '../sources/index.ts';
import { isFeedEntry, isRecordingHead } from './feedEntry.ts';
import type { FeedEntry } from './feedEntry.ts';
import type { PlaybackClock } from './playbackClock.ts';
import { RecordedFeed } from './recordedFeed.ts';

/** Which recording is played, and how. */
export interface PlaybackConfig {
  readonly file: string;
  readonly feeds: readonly string[];
  readonly clock: PlaybackClock;
  readonly port: number;
  /** The arrivals that are played: the first, and the last, both in. */
  readonly first: Milliseconds;
  readonly last: Milliseconds;
  readonly onEntry: (entry: FeedEntry) => void;
  /** Called when the last row has been played; a seek may follow. */
  readonly onOver: () => void;
  readonly onError: (error: unknown) => void;
}

/**
 * Serves the feeds of a recording at the pace of a clock. A seek closes the server and opens it again at
 * the same port: subscribers come back by themselves, and are told of a new epoch.
 */
export class FeedPlayback {
  readonly #config: PlaybackConfig;
  #port: number;
  #server: FeedServer | undefined;
  #playing: Subscription | undefined;
  #from: { readonly position: Milliseconds; readonly time: number };
  #wanted: Milliseconds | undefined;
  #moving: Promise<void> | undefined;
  #isStopped = false;

  constructor(config: PlaybackConfig) {
    const { port, first, clock } = config;
    this.#config = config;
    this.#port = port;
    this.#from = { position: first, time: clock.monotonic() };
  }

  /** Where the feeds are. */
  get url(): string {
    return this.#server?.url ?? '';
  }

  /** How far the recording has come, as a time of arrival. */
  get position(): Milliseconds {
    const { clock, last } = this.#config;
    const { position, time } = this.#from;
    return this.#wanted ?? Math.min(last, position + clock.monotonic() - time);
  }

  /** Plays from a time of arrival on; of several at once, the last one counts. */
  seek(position: Milliseconds): Promise<void> {
    const { first, last } = this.#config;
    this.#wanted = Math.min(Math.max(position, first), last);
    this.#moving ??= this.#move().finally(() => (this.#moving = undefined));
    return this.#moving;
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#moving?.catch(() => undefined);
    await this.#close();
  }

  async #move(): Promise<void> {
    while (this.#wanted !== undefined && !this.#isStopped) {
      await this.#close();
      const { clock } = this.#config;
      this.#from = { position: this.#wanted, time: clock.monotonic() };
      this.#wanted = undefined;
      await this.#open(this.#from.position);
    }
  }

  async #close(): Promise<void> {
    this.#playing?.unsubscribe();
    await this.#server?.close();
  }

  async #open(position: Milliseconds): Promise<void> {
    const recorded = new Map(this.#config.feeds.map((name) => [name, new RecordedFeed(name)]));
    const feeds = [...recorded.values()].map(({ feed }) => feed);
    this.#server = await createFeedServer({ port: this.#port, feeds });
    this.#port = this.#server.port;
    const { onEntry, onOver, onError } = this.#config;
    const take = (row: unknown): void => {
      if (!isFeedEntry(row)) return checkOther(row);
      onEntry(row);
      recorded.get(row.feed)?.take(row);
    };
    const complete = (): void => {
      for (const feed of recorded.values()) feed.end();
      onOver();
    };
    this.#playing = this.#rows(position).pipe(tap(take)).subscribe({ error: onError, complete });
  }

  /** Nothing stands at the position itself: it starts the clock, so that silence is replayed, too. */
  #rows(position: Milliseconds): RowSource<unknown> {
    const { file, last, clock } = this.#config;
    const range = { by: 'arrival', from: position, to: last + 1 } as const;
    const start = makeRows<unknown>({ values: [undefined], arrivals: [position] });
    const rows = fromRecording<unknown>({ file, range }).rows;
    return replay(new RowSource(concat(of(start), rows)), { speed: 1, runtime: clock });
  }
}

/** Between the feeds' rows stand the head of the recording, and what starts the clock. */
function checkOther(row: unknown): void {
  if (row === undefined || isRecordingHead(row)) return;
  const text = 'replay: a row of the recording belongs to no feed; record the feeds again';
  throw new StreamError('MILLRACE_FILE_UNREADABLE', text);
}

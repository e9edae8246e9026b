import { concat, of, Subject, tap } from 'rxjs';
import type { Subscription } from 'rxjs';
import { makeRows, RowSource, StreamError } from '../../operators/index.ts';
import type { Milliseconds } from '../../operators/index.ts';
import { createPage } from '../dashboard/index.ts';
import { createFeedServer } from '../feed/index.ts';
import type { Feed, FeedServer, PlaybackControl, PlaybackStatus } from '../feed/index.ts';
import { replay } from '../replay/index.ts';
import type { ReplaySpeed } from '../replay/index.ts';
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
  /** Whether the clients of the server may steer, too. */
  readonly isShared: boolean;
  /** Called with what was done, whoever asked for it. */
  readonly note: (text: string) => void;
  readonly onEntry: (entry: FeedEntry) => void;
  /** Called when the last row has been played; a seek may follow. */
  readonly onOver: () => void;
  readonly onError: (error: unknown) => void;
}

/**
 * Serves the feeds of a recording at the pace of a clock. A seek begins them anew on the same server:
 * subscribers stay connected, and are told of a new epoch.
 */
export class FeedPlayback implements PlaybackControl {
  readonly changes: Subject<void> = new Subject();
  readonly #config: PlaybackConfig;
  #server: FeedServer | undefined;
  #playing: Subscription | undefined;
  #from: { readonly position: Milliseconds; readonly time: number };
  #isOver = false;

  constructor(config: PlaybackConfig) {
    const { first, clock } = config;
    this.#config = config;
    this.#from = { position: first, time: clock.monotonic() };
  }

  /** Where the feeds are. */
  get url(): string {
    return this.#server?.url ?? '';
  }

  status(): PlaybackStatus {
    const { clock, first, last } = this.#config;
    const { position, time } = this.#from;
    const at = this.#isOver ? last : Math.min(last, position + clock.monotonic() - time);
    const running = clock.isPaused ? 'paused' : 'playing';
    return { state: this.#isOver ? 'over' : running, speed: clock.speed, at, first, last };
  }

  /** Serves the feeds, and plays from the beginning on. */
  async start(): Promise<void> {
    const { port, isShared, first } = this.#config;
    const recorded = this.#recorded();
    const playback = { control: this, allow: () => isShared };
    const request = createPage({ feeds: { server: () => this.#server as FeedServer } });
    this.#server = await createFeedServer({ port, feeds: feedsOf(recorded), playback, request });
    this.#play(recorded, first);
  }

  play(): void {
    this.#run(false, 'going on');
  }

  pause(): void {
    this.#run(true, 'paused; space goes on');
  }

  #run(isPaused: boolean, text: string): void {
    this.#config.clock.pause(isPaused);
    this.#changed(text);
  }

  setSpeed(speed: ReplaySpeed): void {
    this.#config.clock.setSpeed(speed);
    this.#changed(`at speed ${speed}`);
  }

  /** Plays from a time of arrival on, or from the nearest that there is. */
  seek(to: Milliseconds): void {
    const { first, last } = this.#config;
    const target = Math.floor(Math.min(Math.max(to, first), last));
    this.#playing?.unsubscribe();
    const recorded = this.#recorded();
    this.#server?.replace(feedsOf(recorded));
    this.#play(recorded, target);
    const share = last > first ? (target - first) / (last - first) : 0;
    this.#changed(`from ${Math.round(share * 100)} % on`);
  }

  #changed(text: string): void {
    this.#config.note(text);
    this.changes.next();
  }

  async stop(): Promise<void> {
    this.#playing?.unsubscribe();
    await this.#server?.close();
  }

  #recorded(): ReadonlyMap<string, RecordedFeed> {
    return new Map(this.#config.feeds.map((name) => [name, new RecordedFeed(name)]));
  }

  #play(recorded: ReadonlyMap<string, RecordedFeed>, position: Milliseconds): void {
    const { clock, onEntry, onOver, onError } = this.#config;
    this.#from = { position, time: clock.monotonic() };
    this.#isOver = false;
    const take = (row: unknown): void => {
      if (!isFeedEntry(row)) return checkOther(row);
      onEntry(row);
      recorded.get(row.feed)?.take(row);
    };
    const complete = (): void => {
      for (const feed of recorded.values()) feed.end();
      this.#isOver = true;
      onOver();
      this.changes.next();
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

function feedsOf(recorded: ReadonlyMap<string, RecordedFeed>): Feed[] {
  return [...recorded.values()].map(({ feed }) => feed);
}

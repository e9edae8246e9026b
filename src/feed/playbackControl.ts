import type { IncomingMessage } from 'node:http';
import type { Observable } from 'rxjs';
import type { Milliseconds } from '../../operators/index.ts';
import type { PlaybackSpeed, PlaybackState } from '../wire/index.ts';
import type { Identity } from './authenticate.ts';

/** Where the playback of a recording stands. Times are those of the recording, in ms. */
export interface PlaybackStatus {
  readonly state: PlaybackState;
  /** Times as fast as recorded. */
  readonly speed: PlaybackSpeed;
  readonly at: Milliseconds;
  readonly first: Milliseconds;
  readonly last: Milliseconds;
}

/**
 * A recording that is played, as clients steer it; yours does it. When a seek begins the feeds anew, it puts
 * others in their place by `FeedServer.replace`. What a function throws, or rejects with, is a
 * warning of the process, and the client is told no more than that it failed.
 */
export interface PlaybackControl {
  status(): PlaybackStatus;
  /** Emits when the status has changed in another way than by the passing of time. */
  readonly changes: Observable<unknown>;
  play(): void | Promise<void>;
  pause(): void | Promise<void>;
  /** Goes on at a time of the recording, or at its nearest end. */
  seek(to: Milliseconds): void | Promise<void>;
  setSpeed(speed: PlaybackSpeed): void | Promise<void>;
}

/** A playback that clients see, and that those with the right to it steer for all. */
export interface PlaybackConfig {
  readonly control: PlaybackControl;
  /**
   * Whether a connection may steer, by what `authenticate` gave (undefined: nobody needs a token) and by
   * the request that opened it. It is asked each time; what it throws ends the connection.
   */
  readonly allow: (identity: Identity | undefined, request: IncomingMessage) => boolean;
}

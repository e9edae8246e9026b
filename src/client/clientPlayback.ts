import type { Observable } from 'rxjs';
import type { Milliseconds } from '../../operators/index.ts';
import type { PlaybackSpeed, PlaybackState } from '../wire/index.ts';

/** The playback of a recording, as the server told it last. Times are those of the recording. */
export interface PlaybackView {
  readonly state: PlaybackState;
  /** Times as fast as recorded. */
  readonly speed: PlaybackSpeed;
  /** Where it was when this was told. */
  readonly at: Milliseconds;
  readonly first: Milliseconds;
  readonly last: Milliseconds;
  /** Whether this client may steer it. */
  readonly mayControl: boolean;
}

/**
 * The playback of a recording that a server plays for all its clients. Steering it needs a right that the
 * server gives; it acts for all. Each promise resolves when it has happened.
 *
 * Rejects with `MILLRACE_FEED_REFUSED` (no right, or nothing is played), `MILLRACE_FEED_LOST` (the connection
 * broke meanwhile: it may have happened or not).
 */
export interface ClientPlayback {
  /** What it does now and each change; undefined while the server told of none. */
  readonly state: Observable<PlaybackView | undefined>;
  /** Where it should be by now; at the speed `'max'`, where it was told to be last. */
  position(): Milliseconds | undefined;
  play(): Promise<void>;
  pause(): Promise<void>;
  /** Goes on at a time of the recording: its feeds begin a new epoch, which their subscribers are told. */
  seek(to: Milliseconds): Promise<void>;
  /** Runs so many times as fast as recorded (0.000001 to 1,000,000), or as fast as it can. */
  speed(speed: PlaybackSpeed): Promise<void>;
}

/** How fast a playback runs: times as fast as recorded, or without a pause. */
export type PlaybackSpeed = number | 'max';

/** What is asked of a playback. */
export type CtlAct =
  | { readonly act: 'play' }
  | { readonly act: 'pause' }
  /** Goes on at this time of the recording: a new epoch of its feeds. */
  | { readonly act: 'seek'; readonly to: number }
  | { readonly act: 'speed'; readonly speed: PlaybackSpeed };

/** Steers the playback of a recording, for all who watch it; the client chooses the number. */
export type Ctl = { readonly t: 'ctl'; readonly req: number } & CtlAct;

/** What was asked for by `ctl` has happened. */
export interface CtlOk {
  readonly t: 'ctlok';
  readonly req: number;
}

/** Whether a playback goes on, stands still, or has told everything. */
export type PlaybackState = 'playing' | 'paused' | 'over';

/** Where the playback stands: told after the welcome, and each time that somebody steers it. */
export interface Playback {
  readonly t: 'playback';
  readonly state: PlaybackState;
  readonly speed: PlaybackSpeed;
  /** Where it is now, as a time of the recording. */
  readonly at: number;
  /** Where the recording begins and ends. */
  readonly first: number;
  readonly last: number;
  /** Whether this connection may steer it. */
  readonly may: boolean;
}

/** What a server says of a playback. */
export type PlaybackMessage = CtlOk | Playback;

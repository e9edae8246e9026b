import type { Milliseconds } from '../../operators/index.ts';

/** Milliseconds of the recording in one millisecond of the wall; `'max'`: no waiting. */
export type ReplaySpeed = number | 'max';

/** How far a replay has come; the same object all the time, for a line of progress. */
export interface ReplayStatus {
  readonly speed: ReplaySpeed;
  /** The arrival of the last row given; undefined before the first. */
  readonly position: Milliseconds | undefined;
  /** How many rows were given; without those of before a restart. */
  readonly rows: number;
  /** How late the last run was, in milliseconds of the wall: what pressure or load cost; 0 at `'max'`. */
  readonly lag: Milliseconds;
  /** Whether the last row has been given. */
  readonly done: boolean;
}

/** The status as the player writes it; over all subscriptions, the one that wrote last. */
export class MutableReplayStatus implements ReplayStatus {
  readonly speed: ReplaySpeed;
  position: Milliseconds | undefined;
  rows = 0;
  lag = 0;
  done = false;

  constructor(speed: ReplaySpeed) {
    this.speed = speed;
  }

  restart(): void {
    this.position = undefined;
    this.rows = 0;
    this.lag = 0;
    this.done = false;
  }
}

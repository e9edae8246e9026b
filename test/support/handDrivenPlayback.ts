import { Subject } from 'rxjs';
import type { PlaybackControl, PlaybackStatus } from '../../src/feed/index.ts';

/** A playback that only notes what it is asked for. */
export class HandDrivenPlayback implements PlaybackControl {
  readonly changes: Subject<void> = new Subject();
  /** What was asked for. */
  readonly calls: unknown[][] = [];
  /** Called by a seek, which is done when it is. */
  onSeek: (to: number) => void | Promise<void> = () => undefined;
  #status: PlaybackStatus = { state: 'playing', speed: 1, at: 50, first: 0, last: 100 };

  status(): PlaybackStatus {
    return this.#status;
  }

  /** Changes without a client. */
  change(change: Partial<PlaybackStatus>): void {
    this.#status = { ...this.#status, ...change };
    this.changes.next();
  }

  play(): void {
    this.calls.push(['play']);
    this.change({ state: 'playing' });
  }

  pause(): void {
    this.calls.push(['pause']);
    this.change({ state: 'paused' });
  }

  async seek(to: number): Promise<void> {
    this.calls.push(['seek', to]);
    await this.onSeek(to);
    this.change({ at: to });
  }

  setSpeed(speed: number | 'max'): void {
    this.calls.push(['speed', speed]);
    this.change({ speed });
  }
}

import type { Chunk } from '../kernel/index.ts';
import type { LaneFrame } from './streamLanes.ts';

/** Gathers what comes out of a stream, millisecond by millisecond. */
export class LaneRecorder<T> {
  readonly frames: LaneFrame<T>[] = [];

  next(frame: number, { values, timestamps, watermark, control }: Chunk<T>): void {
    const rows = values.map((value, i) => ({ value, timestamp: timestamps[i] as number }));
    // Before the first watermark there is nothing to tell.
    const told = watermark === -Infinity ? undefined : watermark;
    this.#add({
      frame,
      rows,
      watermark: told,
      idle: control?.kind === 'idle',
      end: undefined,
    });
  }

  end(frame: number, end: { readonly error?: unknown }): void {
    this.#add({ frame, rows: [], watermark: undefined, idle: false, end });
  }

  #add(now: LaneFrame<T>): void {
    const last = this.frames.at(-1);
    if (last?.frame !== now.frame) {
      this.frames.push(now);
      return;
    }
    this.frames[this.frames.length - 1] = {
      frame: now.frame,
      rows: [...last.rows, ...now.rows],
      watermark: now.watermark ?? last.watermark,
      idle: last.idle || now.idle,
      end: now.end ?? last.end,
    };
  }
}

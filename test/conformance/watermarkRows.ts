import type { Chunk } from 'millrace';
import type { Row } from './vector.ts';

/** What a stream's chunks tell of its watermark, and of whether it is idle. */
export class WatermarkRows {
  #rows: Row[] = [];
  #watermark = -Infinity;
  #idle = false;

  see({ watermark, control }: Chunk<unknown>): void {
    const rises = watermark > this.#watermark;
    const back = rises || control?.kind === 'active';
    if (this.#idle && back && control?.kind !== 'idle') this.#tell(false);
    // The end of time is no time that a vector could name.
    if (rises && watermark < Infinity) this.#rows.push({ watermark });
    this.#watermark = Math.max(this.#watermark, watermark);
    if (control?.kind === 'idle' && !this.#idle) this.#tell(true);
  }

  /** What has been told since the last call. */
  take(): readonly Row[] {
    const rows = this.#rows;
    this.#rows = [];
    return rows;
  }

  /** Forgets what was told while the inputs were set up: a stream begins as an active one. */
  begin(): void {
    this.#rows = [];
    this.#idle = false;
  }

  #tell(idle: boolean): void {
    this.#idle = idle;
    this.#rows.push({ status: idle ? 'idle' : 'active' });
  }
}

import { StreamError } from '../../operators/index.ts';
import type { Pressure } from '../../operators/index.ts';
import { HeldSources } from './heldSources.ts';
import type { LogEntry } from './logEntry.ts';

/** What is known of a batch that waits. */
type Waiting = Pick<LogEntry, 'end' | 'count' | 'bytes'>;

/** How much may wait for a checkpoint. */
export interface CommitLimits {
  readonly events: number;
  readonly bytes: number;
}

/**
 * What waits in a log for a checkpoint. From half of what may wait on it holds the sources back, so that
 * the other half is for what is on its way already.
 */
export class CommitQueue {
  readonly #name: string;
  readonly #limits: CommitLimits;
  readonly #sources = new HeldSources();
  #waiting: Waiting[] = [];
  #events = 0;
  #bytes = 0;

  constructor(name: string, limits: CommitLimits) {
    this.#name = name;
    this.#limits = limits;
  }

  /** How many events wait. */
  get size(): number {
    return this.#events;
  }

  /** Results of a source have come. */
  see(pressure: Pressure | undefined): void {
    this.#sources.see(pressure);
  }

  /** @throws StreamError `MILLRACE_OVERFLOW` */
  add({ end, count, bytes: size }: LogEntry): void {
    this.#waiting.push({ end, count, bytes: size });
    this.#events += count;
    this.#bytes += size;
    const { events, bytes } = this.#limits;
    if (this.#events > events || this.#bytes > bytes) throw this.#overflow();
    this.#tell();
  }

  #overflow(): StreamError {
    const { events, bytes } = this.#limits;
    const text = `expected at most ${events} results and ${bytes} bytes between two checkpoints, got more`;
    const fix = 'take checkpoints more often, or raise maxEvents and maxBytes';
    return new StreamError('MILLRACE_OVERFLOW', `feed '${this.#name}': ${text}; ${fix}`);
  }

  /** Readers have everything before an offset. */
  reach(offset: number): void {
    const behind = this.#waiting.findIndex(({ end }) => end > offset);
    const gone = this.#waiting.splice(0, behind < 0 ? this.#waiting.length : behind);
    for (const { count, bytes } of gone) {
      this.#events -= count;
      this.#bytes -= bytes;
    }
    this.#tell();
  }

  #tell(): void {
    const { events, bytes } = this.#limits;
    const isMuch = this.#events * 2 >= events || this.#bytes * 2 >= bytes;
    this.#sources.tell(this.#events, isMuch);
  }
}

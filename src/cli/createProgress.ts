import { systemRuntime } from '../runtime/index.ts';
import type { Cancel, Runtime } from '../runtime/index.ts';
import type { CliOutput } from './cliIo.ts';
import { progressLine } from './progressLine.ts';
import type { ProgressReport } from './progressLine.ts';

/** Tells people how far a run has come. */
export interface Progress {
  /** Begins to show what `read` gives, again and again. */
  start(read: () => ProgressReport): void;
  /** Writes a line of its own, above the progress. */
  note(text: string): void;
  /** Shows the last state, if there was an event, and ends. */
  stop(): void;
}

const TERMINAL_EVERY = 250;
const PLAIN_EVERY = 10_000;
/** The rate is that of about the last 3 seconds. */
const RATE_OVER = 3_000;
const CLEAR_LINE = '\r\u001B[K';

/**
 * Makes a writer of progress: on a terminal one line that is rewritten in place, elsewhere a plain
 * line every 10 seconds. It shows events, rate, event time, watermark and late events.
 *
 * State: the samples of the last 3 seconds.
 *
 * @example
 * ```ts
 * import { createProgress } from 'millrace/cli';
 *
 * const progress = createProgress(process.stderr);
 * progress.start(() => ({ events: 1_200, late: 3 }));
 * progress.stop(); // 1,200 events · 0/s · 3 late
 * ```
 */
export function createProgress(output: CliOutput, runtime: Runtime = systemRuntime): Progress {
  return new ProgressWriter(output, runtime);
}

interface Sample {
  readonly at: number;
  readonly events: number;
}

class ProgressWriter implements Progress {
  readonly #output: CliOutput;
  readonly #runtime: Runtime;
  readonly #onTerminal: boolean;
  #samples: Sample[] = [];
  #read: (() => ProgressReport) | undefined;
  #cancel: Cancel | undefined;

  constructor(output: CliOutput, runtime: Runtime) {
    this.#output = output;
    this.#runtime = runtime;
    this.#onTerminal = output.isTTY === true;
  }

  start(read: () => ProgressReport): void {
    this.#cancel?.();
    this.#read = read;
    this.#samples = [{ at: this.#runtime.monotonic(), events: read().events }];
    this.#schedule();
  }

  note(text: string): void {
    const shown = this.#read !== undefined && this.#onTerminal;
    this.#output.write(`${shown ? CLEAR_LINE : ''}${text}\n`);
    if (shown) this.#show();
  }

  stop(): void {
    this.#cancel?.();
    const events = this.#read?.().events ?? 0;
    // A run that failed before its first event has nothing to tell.
    if (events > 0) this.#show();
    if (events > 0 && this.#onTerminal) this.#output.write('\n');
    this.#read = undefined;
  }

  #schedule(): void {
    const every = this.#onTerminal ? TERMINAL_EVERY : PLAIN_EVERY;
    this.#cancel = this.#runtime.setTimer(() => {
      this.#show();
      this.#schedule();
    }, every);
  }

  #show(): void {
    const report = this.#read?.();
    if (report === undefined) return;
    const line = progressLine(report, this.#rate(report.events));
    // A line that wraps could not be rewritten in place.
    const width = (this.#output.columns ?? 80) - 1;
    this.#output.write(this.#onTerminal ? `${CLEAR_LINE}${line.slice(0, width)}` : `${line}\n`);
  }

  #rate(events: number): number {
    const at = this.#runtime.monotonic();
    this.#samples.push({ at, events });
    while ((this.#samples[1]?.at ?? Infinity) <= at - RATE_OVER) this.#samples.shift();
    const [first] = this.#samples;
    if (first === undefined || first.at === at) return 0;
    return ((events - first.events) / (at - first.at)) * 1_000;
  }
}

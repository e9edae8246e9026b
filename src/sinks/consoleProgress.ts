import type { Milliseconds } from '../../operators/index.ts';
import { instantText } from '../runtime/index.ts';
import type { Cancel, Runtime } from '../runtime/index.ts';
import { savedCount } from './savedCount.ts';
import type { Sink, SinkContext, SinkRow } from './sink.ts';
import type { ConsoleOutput } from './writeOut.ts';

const TERMINAL_EVERY = 250;
const PLAIN_EVERY = 10_000;
const CLEAR_LINE = '\r\u001B[K';

/** Shows how many rows there were, again and again. */
export class ConsoleProgress<T> implements Sink<T> {
  readonly kind: string;
  readonly #output: ConsoleOutput;
  readonly #onTerminal: boolean;
  readonly #every: Milliseconds;
  #runtime: Runtime | undefined;
  #cancel: Cancel | undefined;
  #rows = 0;
  #latest: Milliseconds | undefined;
  /** What was shown last, for the rate. */
  #shown = { at: 0, rows: 0 };

  constructor(kind: string, output: ConsoleOutput, every: Milliseconds | undefined) {
    this.kind = kind;
    this.#output = output;
    this.#onTerminal = output.isTTY === true;
    this.#every = every ?? (this.#onTerminal ? TERMINAL_EVERY : PLAIN_EVERY);
  }

  open({ saved, runtime }: SinkContext): void {
    this.#rows = savedCount(this.kind, saved);
    this.#latest = undefined;
    this.#shown = { at: runtime.monotonic(), rows: this.#rows };
    this.#runtime = runtime;
    this.#schedule(runtime);
  }

  write(rows: readonly SinkRow<T>[]): void {
    this.#rows += rows.length;
    this.#latest = rows.at(-1)?.timestamp ?? this.#latest;
  }

  async prepare(): Promise<unknown> {
    return { rows: this.#rows };
  }

  async commit(): Promise<void> {
    // It is shown when its time comes.
  }

  /** Shows the last state, if there was a row. */
  close(): void {
    this.#cancel?.();
    const runtime = this.#runtime;
    this.#runtime = undefined;
    if (runtime === undefined || this.#latest === undefined) return;
    this.#show(runtime);
    if (this.#onTerminal) this.#output.write('\n');
  }

  #schedule(runtime: Runtime): void {
    this.#cancel?.();
    this.#cancel = runtime.setTimer(() => {
      this.#show(runtime);
      this.#schedule(runtime);
    }, this.#every);
  }

  #show(runtime: Runtime): void {
    const now = { at: runtime.monotonic(), rows: this.#rows };
    const passed = now.at - this.#shown.at;
    const perSecond = passed > 0 ? ((now.rows - this.#shown.rows) / passed) * 1_000 : 0;
    this.#shown = now;
    const line = this.#line(perSecond);
    // A line that wraps could not be rewritten in place.
    const width = (this.#output.columns ?? 80) - 1;
    this.#output.write(this.#onTerminal ? `${CLEAR_LINE}${line.slice(0, width)}` : `${line}\n`);
  }

  #line(perSecond: number): string {
    const counts = [`${wholeText(this.#rows)} rows`, `${wholeText(perSecond)}/s`];
    const time = this.#latest === undefined ? [] : [`event time ${instantText(this.#latest)}`];
    return [...counts, ...time].join(' · ');
  }
}

function wholeText(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

import { callbackError } from '../../operators/index.ts';
import { savedCount } from './savedCount.ts';
import type { Sink, SinkContext, SinkRow } from './sink.ts';
import { writeOut } from './writeOut.ts';
import type { ConsoleOutput } from './writeOut.ts';

/** So much text is written at once. */
const MOST_TEXT = 2 ** 16;

/** Shows a line for each row. */
export class ConsoleRows<T> implements Sink<T> {
  readonly kind: string;
  readonly #output: ConsoleOutput;
  readonly #format: (row: T, timestamp: number) => string;
  #signal: AbortSignal | undefined;
  #rows = 0;

  constructor(kind: string, output: ConsoleOutput, format: (row: T, at: number) => string) {
    this.kind = kind;
    this.#output = output;
    this.#format = format;
  }

  open({ saved, signal }: SinkContext): void {
    this.#signal = signal;
    this.#rows = savedCount(this.kind, saved);
  }

  async write(rows: readonly SinkRow<T>[]): Promise<void> {
    let text = '';
    for (const { value, timestamp } of rows) {
      text += `${this.#lineOf(value, timestamp)}\n`;
      this.#rows += 1;
      if (text.length < MOST_TEXT) continue;
      await this.#write(text);
      text = '';
    }
    if (text !== '') await this.#write(text);
  }

  async prepare(): Promise<unknown> {
    return { rows: this.#rows };
  }

  async commit(): Promise<void> {
    // All is shown already.
  }

  close(): void {
    this.#signal = undefined;
  }

  #lineOf(row: T, timestamp: number): string {
    try {
      return this.#format(row, timestamp);
    } catch (error) {
      throw callbackError(this.kind, error);
    }
  }

  async #write(text: string): Promise<void> {
    if (this.#signal !== undefined) await writeOut(this.#output, text, this.#signal);
  }
}

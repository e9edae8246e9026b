import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { RowSource } from '../../operators/index.ts';
import type { Outcome } from './benchCase.ts';

/** Sums up a time of each row, so that every row is looked at. */
export class TimeSum {
  #rows = 0;
  #sum = 0;

  add(rows: readonly object[], field: string): void {
    let sum = this.#sum;
    for (let i = 0; i < rows.length; i += 1) {
      sum = (sum + (rows[i] as Readonly<Record<string, number>>)[field]!) | 0;
    }
    this.#sum = sum;
    this.#rows += rows.length;
  }

  outcome(bytes: number): Outcome {
    const digest = `${this.#rows} rows, sum ${this.#sum}`;
    return { digest, events: this.#rows, panes: 0, measured: { bytes } };
  }
}

/** Reads a source to its end. */
export function sumOfSource(
  source: RowSource<object>,
  field: string,
  bytes: number,
): Promise<Outcome> {
  const sum = new TimeSum();
  return new Promise((resolve, reject) => {
    source.rows.subscribe({
      next: ({ values }) => sum.add(values, field),
      error: reject,
      complete: () => resolve(sum.outcome(bytes)),
    });
  });
}

/** What a user without the engine writes: a line at a time, each parsed. */
export async function sumOfLines(file: string, field: string, bytes: number): Promise<Outcome> {
  const sum = new TimeSum();
  const lines = createInterface({ input: createReadStream(file), crlfDelay: Infinity });
  for await (const line of lines) sum.add([JSON.parse(line) as object], field);
  return sum.outcome(bytes);
}

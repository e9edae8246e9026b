import type { Milliseconds } from '../kernel/index.ts';
import { sameData } from './sameData.ts';
import type { LaneTables } from './streamLanes.ts';

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** Finds the letters of values and watermarks, and gives new ones to what the tables do not name. */
export class LaneNames<T> {
  readonly values: Record<string, T>;
  readonly timestamps: Record<string, Milliseconds>;
  readonly watermarks: Record<string, Milliseconds>;

  constructor(tables: LaneTables<T>) {
    this.values = { ...tables.values };
    this.timestamps = { ...tables.timestamps };
    this.watermarks = { ...tables.watermarks };
  }

  value(value: T, timestamp: Milliseconds): string {
    const known = Object.keys(this.values).find(
      (mark) => sameData(this.values[mark], value) && this.#timely(mark, timestamp),
    );
    if (known !== undefined) return known;
    const own = this.#namesItself(value) && this.#timely(value, timestamp) ? value : undefined;
    const mark = own ?? this.#free(this.values);
    this.values[mark] = value;
    if (own === undefined) this.timestamps[mark] = timestamp;
    return mark;
  }

  watermark(watermark: Milliseconds): string {
    const known = Object.keys(this.watermarks).find((mark) => this.watermarks[mark] === watermark);
    if (known !== undefined) return known;
    if (watermark === Infinity) return '|';
    if (Number.isInteger(watermark) && watermark >= 0 && watermark <= 9) return String(watermark);
    const mark = this.#free(this.watermarks);
    this.watermarks[mark] = watermark;
    return mark;
  }

  #timely(mark: string, timestamp: Milliseconds): boolean {
    return (this.timestamps[mark] ?? timestamp) === timestamp;
  }

  #namesItself(value: unknown): value is string & T {
    const plain = typeof value === 'string' && /^[^\s()|#-]$/u.test(value);
    return plain && !Object.hasOwn(this.values, value);
  }

  #free(taken: Readonly<Record<string, unknown>>): string {
    return LETTERS.split('').find((mark) => !Object.hasOwn(taken, mark)) ?? '?';
  }
}

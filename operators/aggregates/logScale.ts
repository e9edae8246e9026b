/** Values nearer to zero than this count as zero: below it, numbers lose their digits. */
const SMALLEST = 1e-300;
const FIRST_CACHED = -1024;
const LAST_CACHED = 3071;

/**
 * Buckets of logarithmic width: every value in a bucket is within `accuracy`, relative, of the
 * bucket's own value. A bucket is known by a whole number, its key: 0 for zero, larger the larger
 * the magnitude, with the sign of the values. So keys sort as the values do.
 *
 * Algorithm: Masson, Rim and Lee, "DDSketch: a fast and fully-mergeable quantile sketch with
 * relative-error guarantees" (VLDB 2019): with g = (1 + accuracy) / (1 - accuracy), bucket i is
 * (g^(i-1), g^i] and its value 2·g^i / (g + 1).
 */
export class LogScale {
  readonly accuracy: number;
  readonly #width: number;
  readonly #perWidth: number;
  readonly #offset: number;
  readonly #middle: number;
  /** The keys of small whole numbers: most measured values are such, and a logarithm costs more. */
  readonly #cached: Int32Array;

  constructor(accuracy: number) {
    this.accuracy = accuracy;
    const ratio = (1 + accuracy) / (1 - accuracy);
    this.#width = Math.log(ratio);
    this.#perWidth = 1 / this.#width;
    this.#offset = 1 - Math.ceil(Math.log(SMALLEST) * this.#perWidth);
    this.#middle = Math.log(2 / (ratio + 1));
    this.#cached = Int32Array.from({ length: LAST_CACHED - FIRST_CACHED + 1 }, (_, i) =>
      this.#compute(i + FIRST_CACHED),
    );
  }

  /** The key of the bucket that a finite number belongs to. */
  key(value: number): number {
    if ((value | 0) === value && value >= FIRST_CACHED && value <= LAST_CACHED) {
      return this.#cached[value - FIRST_CACHED] as number;
    }
    return this.#compute(value);
  }

  /** The value that stands for all values of a bucket. */
  value(key: number): number {
    if (key === 0) return 0;
    const power = (Math.abs(key) - this.#offset) * this.#width;
    const magnitude = Math.min(Math.exp(power + this.#middle), Number.MAX_VALUE);
    return key < 0 ? -magnitude : magnitude;
  }

  #compute(value: number): number {
    const magnitude = Math.abs(value);
    if (magnitude < SMALLEST) return 0;
    const key = Math.ceil(Math.log(magnitude) * this.#perWidth) + this.#offset;
    return value < 0 ? -key : key;
  }
}

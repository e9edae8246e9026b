/**
 * Sums of twice the precision: a number is kept as a pair (high, low) in two neighbouring cells, so
 * that about 106 bits stay exact. Whole numbers add up without any error up to there, and what is
 * taken out again leaves nothing behind.
 *
 * Algorithms: Knuth's TwoSum, Dekker's split product, and the accurate sum of pairs from Joldes,
 * Muller and Popescu, "Tight and rigorous error bounds for basic building blocks of double-word
 * arithmetic" (2017): relative error below 2^-104 per addition.
 */

/** What was rounded away in `sum = a + b`. */
export function sumError(a: number, b: number, sum: number): number {
  const other = sum - a;
  return a - (sum - other) + (b - other);
}

const SPLIT = 2 ** 27 + 1;

/** What was rounded away in `product = a * b`. */
export function productError(a: number, b: number, product: number): number {
  const bigA = SPLIT * a;
  const highA = bigA - (bigA - a);
  const lowA = a - highA;
  const bigB = SPLIT * b;
  const highB = bigB - (bigB - b);
  const lowB = b - highB;
  return lowA * lowB - (product - highA * highB - lowA * highB - highA * lowB);
}

/** Adds one number to the pair in the cells `at` and `at + 1`. */
export function addNumber(cells: Float64Array, at: number, value: number): void {
  const high = cells[at] as number;
  const sum = high + value;
  const rest = sumError(high, value, sum) + (cells[at + 1] as number);
  const total = sum + rest;
  cells[at] = total;
  cells[at + 1] = rest - (total - sum);
}

/** Adds a pair to the pair in the cells `at` and `at + 1`. */
export function addPair(cells: Float64Array, at: number, high: number, low: number): void {
  const ownHigh = cells[at] as number;
  const ownLow = cells[at + 1] as number;
  const highs = ownHigh + high;
  const lows = ownLow + low;
  const middle = sumError(ownHigh, high, highs) + lows;
  const first = highs + middle;
  const rest = sumError(ownLow, low, lows) + (middle - (first - highs));
  const total = first + rest;
  cells[at] = total;
  cells[at + 1] = rest - (total - first);
}

/** Adds the exact product of two numbers to the pair in the cells `at` and `at + 1`. */
export function addProduct(cells: Float64Array, at: number, a: number, b: number): void {
  const product = a * b;
  addPair(cells, at, product, productError(a, b, product));
}

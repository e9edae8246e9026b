import { LOW_BITS } from './itemHash.ts';
import { readSavedNumbers, unreadable } from './readSaved.ts';

const HASH_BITS = 32 + LOW_BITS;
/** A register's saved character is this one for 0, and the next ones for what is above. */
const ZERO = '0'.charCodeAt(0);

/**
 * An estimate of how many different hashes were added.
 *
 * Few hashes are kept as they are, sorted, and counted exactly; when they would take more memory
 * than the registers, they become registers. There, the first `precision` bits of a hash choose a
 * register, and it keeps the longest run of zeros after them. Which form it is in and what it holds
 * depend on the set of hashes alone, never on their order.
 *
 * Algorithm: HyperLogLog (Flajolet, Fusy, Gandouet and Meunier, 2007) with the estimator of Ertl,
 * "New cardinality estimation algorithms for HyperLogLog sketches" (2017), which needs no table of
 * corrections. Standard error 1.04 / sqrt(2^precision).
 */
export class HyperLogLog {
  readonly #precision: number;
  readonly #limit: number;
  #few: number[] = [];
  #registers: Uint8Array | undefined;

  constructor(precision: number) {
    this.#precision = precision;
    this.#limit = 2 ** precision / 8;
  }

  add(hash: number): void {
    if (this.#registers !== undefined) this.#register(this.#registers, hash);
    else this.#keep(hash);
  }

  merge(part: HyperLogLog): void {
    if (part.#registers === undefined) {
      for (const hash of part.#few) this.add(hash);
      return;
    }
    const own = this.#dense();
    part.#registers.forEach((rank, at) => {
      if (rank > (own[at] as number)) own[at] = rank;
    });
  }

  estimate(): number {
    if (this.#registers === undefined) return this.#few.length;
    return Math.round(estimate(this.#registers, HASH_BITS - this.#precision));
  }

  /** The few hashes as a list, or the registers as one text with a character for each. */
  save(): readonly number[] | string {
    if (this.#registers === undefined) return [...this.#few];
    return Array.from(this.#registers, (rank) => String.fromCharCode(ZERO + rank)).join('');
  }

  load(saved: unknown): void {
    if (typeof saved !== 'string') {
      this.#few = readSavedNumbers('distinct', saved);
      return;
    }
    const registers = Uint8Array.from(saved, (character) => character.charCodeAt(0) - ZERO);
    if (registers.length !== 2 ** this.#precision) {
      throw unreadable('distinct', `${2 ** this.#precision} registers`, saved);
    }
    this.#registers = registers;
  }

  #keep(hash: number): void {
    const few = this.#few;
    const at = lowerBound(few, hash);
    if (few[at] === hash) return;
    few.push(hash);
    for (let i = few.length - 1; i > at; i -= 1) few[i] = few[i - 1] as number;
    few[at] = hash;
    if (few.length > this.#limit) this.#dense();
  }

  #dense(): Uint8Array {
    if (this.#registers !== undefined) return this.#registers;
    const registers = new Uint8Array(2 ** this.#precision);
    for (const hash of this.#few) this.#register(registers, hash);
    this.#few = [];
    this.#registers = registers;
    return registers;
  }

  #register(registers: Uint8Array, hash: number): void {
    const high = Math.floor(hash / 2 ** LOW_BITS);
    const at = high >>> (32 - this.#precision);
    const rest = high << this.#precision;
    const rank = rest === 0 ? this.#rankBelow(hash % 2 ** LOW_BITS) : Math.clz32(rest) + 1;
    if (rank > (registers[at] as number)) registers[at] = rank;
  }

  /** The rank of a hash whose high bits after the register's are all zero. */
  #rankBelow(low: number): number {
    return 32 - this.#precision + Math.clz32(low) - (32 - LOW_BITS) + 1;
  }
}

function lowerBound(sorted: readonly number[], value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] as number) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Ertl's improved estimator; `bits` are the bits of a hash that ranks are made of. */
function estimate(registers: Uint8Array, bits: number): number {
  const m = registers.length;
  const counts = new Float64Array(bits + 2);
  for (const rank of registers) counts[rank] = (counts[rank] as number) + 1;
  let z = m * tau(1 - (counts[bits + 1] as number) / m);
  for (let rank = bits; rank >= 1; rank -= 1) z = 0.5 * (z + (counts[rank] as number));
  z += m * sigma((counts[0] as number) / m);
  return (m * m) / (2 * Math.LN2 * z);
}

/** x + x²·1 + x⁴·2 + x⁸·4 …: the part of the registers that are still 0. */
function sigma(x: number): number {
  if (x === 1) return Infinity;
  let power = x;
  let weight = 1;
  let sum = x;
  for (let last = -1; last !== sum; weight *= 2) {
    power *= power;
    last = sum;
    sum += power * weight;
  }
  return sum;
}

/** The part of the registers that are full. */
function tau(x: number): number {
  if (x === 0 || x === 1) return 0;
  let root = x;
  let weight = 1;
  let sum = 1 - x;
  for (let last = -1; last !== sum;) {
    root = Math.sqrt(root);
    last = sum;
    weight /= 2;
    sum -= (1 - root) ** 2 * weight;
  }
  return sum / 3;
}

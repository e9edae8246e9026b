import type { Item } from './item.ts';

/** How a hash is cut: 32 high bits and 21 low bits, together what a number holds exactly. */
export const LOW_BITS = 21;

const TEXT_SEED = 0x3c6ef372;
const NUMBER_SEED = 0x510e527f;

/**
 * A hash of 53 bits of texts and numbers, the same in every process. Two lanes of 32 bits take up
 * each code unit (or each half of a number) by steps that can be undone, so that neither loses what
 * it saw; at the end each is mixed with the other and finished as in MurmurHash3 (Appleby).
 */
export class ItemHash {
  readonly #bytes: DataView = new DataView(new ArrayBuffer(8));

  hash(item: Item): number {
    return typeof item === 'string' ? this.#text(item) : this.#number(item);
  }

  #text(text: string): number {
    let a = TEXT_SEED ^ text.length;
    let b = TEXT_SEED;
    for (let i = 0; i < text.length; i += 1) {
      const unit = text.charCodeAt(i);
      a = stepA(a, unit);
      b = stepB(b, unit);
    }
    return finish(a, b);
  }

  #number(value: number): number {
    const bytes = this.#bytes;
    bytes.setFloat64(0, value === 0 ? 0 : value, true);
    const low = bytes.getInt32(0, true);
    const high = bytes.getInt32(4, true);
    const a = stepA(stepA(NUMBER_SEED, low), high);
    const b = stepB(stepB(NUMBER_SEED, low), high);
    return finish(a, b);
  }
}

function stepA(lane: number, unit: number): number {
  const product = Math.imul(lane ^ unit, 0x9e3779b1);
  return (product << 13) | (product >>> 19);
}

function stepB(lane: number, unit: number): number {
  const product = Math.imul((lane + unit) | 0, 0x85ebca77);
  return product ^ (product >>> 15);
}

function finish(a: number, b: number): number {
  const high = scatter((a + Math.imul(b, 5)) | 0);
  const low = scatter(b ^ high);
  return (high >>> 0) * 2 ** LOW_BITS + (low >>> (32 - LOW_BITS));
}

function scatter(bits: number): number {
  const first = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  const second = Math.imul(first ^ (first >>> 13), 0xc2b2ae35);
  return second ^ (second >>> 16);
}

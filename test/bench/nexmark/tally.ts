/** What a variant computed, so that two of them can be held against each other. */
export interface Outcome {
  /** Equal for equal results, whatever their order; a result that is taken back cancels out. */
  readonly hash: number;
  /** How many results there were, those that were taken back included. */
  readonly results: number;
}

/** Where results go. */
export interface ResultSink<R> {
  give(result: R): void;
  /** A result that was given does not hold any more. */
  takeBack(result: R): void;
}

/** Takes the results of a query; all variants of a query use the same. */
export class Tally<R> implements ResultSink<R>, Outcome {
  hash = 0;
  results = 0;
  readonly fingerprint: (result: R) => number;

  constructor(fingerprint: (result: R) => number) {
    this.fingerprint = fingerprint;
  }

  give(result: R): void {
    this.results += 1;
    this.hash = (this.hash + this.fingerprint(result)) | 0;
  }

  takeBack(result: R): void {
    this.results += 1;
    this.hash = (this.hash - this.fingerprint(result)) | 0;
  }

  get outcome(): Outcome {
    return { hash: this.hash, results: this.results };
  }
}

/** Mixes three numbers into one of 32 bits; of numbers that are larger their low 32 bits count. */
export function mix(a: number, b: number, c = 0): number {
  let hash = Math.imul(a | 0, 0x9e37_79b1) ^ Math.imul((b + 0x7f4a_7c15) | 0, 0x85eb_ca6b);
  hash ^= Math.imul((c + 0x1656_67b1) | 0, 0xc2b2_ae35);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b_3c6d);
  return hash ^ (hash >>> 13);
}

/** A number for a text. */
export function mixText(text: string): number {
  let hash = text.length;
  for (let i = 0; i < text.length; i += 1) hash = (Math.imul(hash, 31) + text.charCodeAt(i)) | 0;
  return hash;
}

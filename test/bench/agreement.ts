import type { Outcome, Variant } from './benchCase.ts';

/** Fails when variants that should have the same results do not. */
export class Agreement {
  readonly #bench: string;
  readonly #digests = new Map<string, string>();

  constructor(bench: string) {
    this.#bench = bench;
  }

  add({ name, agrees = name }: Variant, { digest }: Outcome): void {
    const expected = this.#digests.get(agrees) ?? digest;
    if (digest !== expected)
      throw new Error(`${this.#bench}: ${name} gave ${digest}, the others ${expected}`);
    this.#digests.set(agrees, digest);
  }
}

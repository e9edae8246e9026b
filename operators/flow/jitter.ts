/**
 * Random numbers from 0 up to, without, 1 for delays where the caller gives none: as good as the clock
 * that seeds them, so that machines differ and a run on virtual time is the same each time (a 32-bit
 * xorshift, multiplied).
 */
export function jitter(seed: number): () => number {
  // The low bits of a clock differ most from machine to machine; zero would stay zero.
  let state = Math.imul(seed | 0, 0x9e37_79b1) ^ (seed / 2 ** 32) || 0x6d2b_79f5;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (Math.imul(state, 0x85eb_ca6b) >>> 0) / 2 ** 32;
  };
}

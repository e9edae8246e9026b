/** Offsets from the first up to, without, the second. */
export type OffsetRange = readonly [from: number, to: number];

/** An epoch whose place another one took, and what of it still holds. */
export interface FormerEpoch {
  readonly epoch: string;
  /** Below this offset it had the events that there are now. */
  readonly until: number;
  /** Its events that were taken out when it ended; those behind moved up. */
  readonly gone: readonly OffsetRange[];
}

/** A column as it stands in a block: a kind, and what belongs to it; further columns are nested. */
export type Column = readonly [kind: number, ...rest: readonly unknown[]];

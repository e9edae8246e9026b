/** A result as it reaches a sink: the key within which order counts, and all that it tells. */
export type Row = readonly [key: string, text: string];

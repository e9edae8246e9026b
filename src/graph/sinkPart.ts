/** The name of a sink's part within its stage. */
export const sinkPart = 'sink';

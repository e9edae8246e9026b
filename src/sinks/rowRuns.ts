/** How much goes to a database in one statement. */
export interface RunLimits {
  readonly rows: number;
  /** In characters; a single longer row goes alone. */
  readonly length: number;
}

/** Cuts rows into runs for one statement each: the same rows are always cut in the same way. */
export function* rowRuns(
  texts: readonly string[],
  limits: RunLimits,
): Generator<readonly string[]> {
  let start = 0;
  let length = 0;
  for (const [i, text] of texts.entries()) {
    if (i > start && (i - start === limits.rows || length + text.length > limits.length)) {
      yield texts.slice(start, i);
      start = i;
      length = 0;
    }
    length += text.length;
  }
  if (start < texts.length) yield texts.slice(start);
}

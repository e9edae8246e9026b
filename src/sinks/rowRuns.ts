/** The most rows that go to a database in one statement. */
const ROWS = 5000;
/** The most characters that go in one statement, but for a single longer row. */
const LENGTH = 4 * 1024 * 1024;

/** Cuts rows into runs for one statement each: the same rows are always cut in the same way. */
export function* rowRuns(texts: readonly string[]): Generator<readonly string[]> {
  let start = 0;
  let length = 0;
  for (const [i, text] of texts.entries()) {
    if (i > start && (i - start === ROWS || length + text.length > LENGTH)) {
      yield texts.slice(start, i);
      start = i;
      length = 0;
    }
    length += text.length;
  }
  if (start < texts.length) yield texts.slice(start);
}

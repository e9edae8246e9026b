/** How the rows of a file are written as text. */
export interface RowFormat<T> {
  /** The ending of the files' names, without the dot. */
  readonly extension: string;
  /** What each file begins with, once the first row was seen. */
  header(): string;
  /**
   * A row as text, with the end of its line.
   *
   * @throws StreamError `MILLRACE_NOT_RECORDABLE`
   */
  lineOf(row: T): string;
  /** What has to be the same after a restart: plain data. */
  save(): unknown;
  restore(saved: unknown): void;
}

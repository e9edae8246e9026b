/** Where a console sink writes: `process.stdout`, `process.stderr`, or what stands for them. */
export interface ConsoleOutput {
  /** Gives false where the text waits, and 'drain' is told when more may be written. */
  write(text: string): boolean;
  once(event: 'drain', listener: () => void): unknown;
  off(event: 'drain', listener: () => void): unknown;
  /** Whether a person looks at it. */
  readonly isTTY?: boolean;
  /** How many characters a line of the terminal has. */
  readonly columns?: number;
}

/** Writes a text, and waits until the output takes more, or until nobody needs it any more. */
export async function writeOut(
  output: ConsoleOutput,
  text: string,
  signal: AbortSignal,
): Promise<void> {
  if (output.write(text) || signal.aborted) return;
  await new Promise<void>((resolve) => {
    const done = (): void => {
      output.off('drain', done);
      signal.removeEventListener('abort', done);
      resolve();
    };
    output.once('drain', done);
    signal.addEventListener('abort', done);
  });
}

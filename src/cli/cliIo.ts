/** Where a command writes, and what tells it to stop. */
export interface CliIo {
  /** Data, for other programs. */
  readonly stdout: CliOutput;
  /** Progress, notes and errors, for people. */
  readonly stderr: CliOutput;
  /** Aborted when the user interrupts: the command closes what it opened, and returns. */
  readonly signal: AbortSignal;
}

/** A stream of the process, or what stands for it. */
export interface CliOutput extends NodeJS.WritableStream {
  /** Whether a person looks at it. */
  readonly isTTY?: boolean;
  /** How many characters a line of the terminal has. */
  readonly columns?: number;
}

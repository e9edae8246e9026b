/** Where a command writes, and what tells it to stop. */
export interface CliIo {
  /** Data, for other programs. */
  readonly stdout: CliOutput;
  /** Progress, notes and errors, for people. */
  readonly stderr: CliOutput;
  /** Aborted when the user interrupts: the command closes what it opened, and returns. */
  readonly signal: AbortSignal;
  /** Where a person types, where there is one. */
  readonly stdin?: CliInput;
  /** Does what Ctrl+C does: a terminal whose keys are read does not do it itself. */
  readonly interrupt?: () => void;
}

/** The keyboard of the process, or what stands for it. */
export interface CliInput extends NodeJS.ReadableStream {
  /** Whether a person types. */
  readonly isTTY?: boolean;
  /** Whether keys are given as they are pressed, instead of whole lines. */
  setRawMode?(raw: boolean): unknown;
}

/** A stream of the process, or what stands for it. */
export interface CliOutput extends NodeJS.WritableStream {
  /** Whether a person looks at it. */
  readonly isTTY?: boolean;
  /** How many characters a line of the terminal has. */
  readonly columns?: number;
  /** How many lines the terminal has. */
  readonly rows?: number;
  /** How many bytes wait to be taken. */
  readonly writableLength?: number;
}

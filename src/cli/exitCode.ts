import { isCodedError } from '../../operators/index.ts';

/** How a command ended, for the shell. */
export const EXIT = { ok: 0, failed: 1, usage: 2, connection: 4, interrupted: 130 } as const;

const CODES: Readonly<Record<string, number>> = {
  MILLRACE_USAGE: EXIT.usage,
  MILLRACE_ARGUMENT_TYPE: EXIT.usage,
  MILLRACE_ARGUMENT_RANGE: EXIT.usage,
  MILLRACE_PORT_IN_USE: EXIT.connection,
  MILLRACE_SERVER_UNREACHABLE: EXIT.connection,
  MILLRACE_FEED_LOST: EXIT.connection,
  MILLRACE_FEED_REFUSED: EXIT.connection,
};

/** The exit code for an error. */
export function exitCode(error: unknown): number {
  return isCodedError(error) ? (CODES[error.code] ?? EXIT.failed) : EXIT.failed;
}

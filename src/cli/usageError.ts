import type { CodedError } from '../../operators/index.ts';

/** The command line was called with unknown or wrong words. Code `MILLRACE_USAGE`; exit code 2. */
export class UsageError extends Error implements CodedError {
  override readonly name = 'UsageError';
  readonly code = 'MILLRACE_USAGE';
}

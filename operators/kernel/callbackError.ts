import { isCodedError, StreamError } from './errors.ts';

/** An error that a user's function threw, with the operator in its text and the original as `cause`. */
export function callbackError(owner: string, cause: unknown): Error {
  if (isCodedError(cause)) return cause;
  const reason = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
  return new StreamError('MILLRACE_CALLBACK', `${owner}: a function given to it threw ${reason}`, {
    cause,
  });
}

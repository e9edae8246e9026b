import { StreamError } from '../../operators/index.ts';

/** A file of a log that is not what its writer wrote. */
export function unreadable(file: string, what: string): StreamError {
  return new StreamError('MILLRACE_FILE_UNREADABLE', `feed log: '${file}' ${what}`);
}

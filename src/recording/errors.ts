import { show, StreamError } from '../../operators/index.ts';

/** A part of a recording that is not what the format says: damaged, or made to do harm. */
export function unreadable(what: string): StreamError {
  return new StreamError('MILLRACE_FILE_UNREADABLE', `recording: ${what}`);
}

/** A value that cannot be recorded. */
export function notRecordable(what: string): StreamError {
  const text = `recording: ${what} cannot be recorded`;
  const fix = 'map it to plain data before';
  return new StreamError('MILLRACE_NOT_RECORDABLE', `${text}; ${fix}`);
}

/** A time of a row that is none. */
export function noTimestamp(time: unknown): StreamError {
  const text = `writeRecording: timestamp: expected milliseconds since the epoch, got ${show(time)}`;
  return new StreamError('MILLRACE_TIMESTAMP', text);
}

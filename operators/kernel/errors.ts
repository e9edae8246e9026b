/** Each code that an error of this library can have, with what it means. `ERRORS.md` tells more. */
export const ERROR_CODES = {
  MILLRACE_ARGUMENT_TYPE: 'A config field or argument has the wrong type.',
  MILLRACE_ARGUMENT_RANGE: 'A config field or argument is outside its allowed range.',
  MILLRACE_CALLBACK: 'A function given by the user threw.',
  MILLRACE_NOT_A_STREAM: 'An operator on streams was given the values of an ordinary Observable.',
  MILLRACE_TIMESTAMP: 'A value has no valid timestamp.',
  MILLRACE_LATE: "An event was late where late events are errors (late: 'error').",
  MILLRACE_WATERMARK_WENT_BACK: 'The watermark of a stream went back.',
  MILLRACE_BARRIER_TWICE: 'One barrier reached an operator twice.',
  MILLRACE_DUPLICATE_NAME: 'Two stateful operators would share one name in a snapshot.',
  MILLRACE_SNAPSHOT_MISSING: 'A snapshot holds nothing for an operator that is to be restored.',
  MILLRACE_SNAPSHOT_UNREADABLE: 'The saved state of an operator is not of the form it expects.',
  MILLRACE_STATE_NOT_SAVABLE: 'State that cannot be saved is in the way of a checkpoint.',
  MILLRACE_EMISSION_OUTSIDE_CALL: 'An operator inside each() emitted outside of the call.',
  MILLRACE_BRANCH_TOO_LATE: 'A branch was subscribed to after its stream had begun.',
  MILLRACE_OVERFLOW: 'A bounded buffer overflowed where that is an error.',
  MILLRACE_REORDER_BOUND: 'A row lies outside the bounds of a reorder buffer.',
  MILLRACE_FILE_MISSING: 'A file to be read does not exist or may not be read.',
  MILLRACE_FILE_UNREADABLE: 'A file is not of the format it was opened as.',
  MILLRACE_LINE_MALFORMED: 'A line of a file could not be parsed.',
  MILLRACE_PACKAGE_MISSING: 'An optional package is needed and not installed.',
  MILLRACE_GRAPH: 'A graph was put together or used in a way that has no meaning.',
  MILLRACE_GRAPH_CHANGED: 'A checkpoint holds state that does not fit the graph any more.',
  MILLRACE_SOURCE_CHANGED: 'A source has less than was read from it before the checkpoint.',
  MILLRACE_PORT_IN_USE: 'A server could not listen on its port.',
  MILLRACE_PROTOCOL: 'A frame was not of the feed protocol.',
  MILLRACE_FEED_UNKNOWN: 'A subscription named a feed that the server does not have.',
  MILLRACE_FEED_REFUSED: 'The server refused a connection, a subscription or a request for good.',
  MILLRACE_FEED_FAILED: 'The stream behind a feed failed on the server.',
  MILLRACE_TABLE_FULL: 'A table of a feed grew beyond its limits.',
  MILLRACE_FEED_LOST: 'The connection to a feed server was lost; the client connects again.',
  MILLRACE_USAGE: 'The command line was called with unknown or wrong words.',
  MILLRACE_STAGE_FAILED: 'A stage of a graph failed with an error that has no code of its own.',
  MILLRACE_FILE_UNWRITABLE: 'A file could not be written.',
  MILLRACE_LOG_LOCKED: 'The folder of a feed log has another writer.',
  MILLRACE_STORE_LOCKED: 'The store of checkpoints is in use already.',
  MILLRACE_CHECKPOINT_UNREADABLE: 'Checkpoints are there and none of them can be used.',
  MILLRACE_NOT_RECORDABLE: 'A value is no data that a recording or a file of rows can hold.',
  MILLRACE_SERVER_UNREACHABLE: 'No server answered as expected at an address.',
  MILLRACE_SINK_TABLE: 'A table that a sink writes to is missing or does not fit.',
  MILLRACE_SINK_ROW: 'A row does not fit the table of its sink, or the database refused it.',
  MILLRACE_TIMEOUT: 'A call to an asynchronous function took longer than it may.',
  MILLRACE_CIRCUIT_OPEN: 'No call was made because a circuit breaker is open.',
} as const;

/** The stable code of an error: what programs should match on. */
export type ErrorCode = keyof typeof ERROR_CODES;

/** What every error of this library has: a stable code beside the text. */
export interface CodedError extends Error {
  readonly code: ErrorCode;
}

function argumentText(owner: string, field: string, expected: string, got: string): string {
  return `${owner}: ${field}: expected ${expected}, got ${got}`;
}

/** An argument of the wrong type; thrown at call time. Code `MILLRACE_ARGUMENT_TYPE`. */
export class ArgumentTypeError extends TypeError implements CodedError {
  override readonly name = 'ArgumentTypeError';
  readonly code = 'MILLRACE_ARGUMENT_TYPE';

  constructor(owner: string, field: string, expected: string, got: string) {
    super(argumentText(owner, field, expected, got));
  }
}

/** An argument out of its range; thrown at call time. Code `MILLRACE_ARGUMENT_RANGE`. */
export class ArgumentRangeError extends RangeError implements CodedError {
  override readonly name = 'ArgumentRangeError';
  readonly code = 'MILLRACE_ARGUMENT_RANGE';

  constructor(owner: string, field: string, expected: string, got: string) {
    super(argumentText(owner, field, expected, got));
  }
}

/** A failure while a stream runs; it goes down the error channel, with its `cause` where it has one. */
export class StreamError extends Error implements CodedError {
  override readonly name = 'StreamError';
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.code = code;
  }
}

/** Whether a value is an error of this library, also when it comes from a second copy of it. */
export function isCodedError(error: unknown): error is CodedError {
  return error instanceof Error && 'code' in error && String(error.code) in ERROR_CODES;
}

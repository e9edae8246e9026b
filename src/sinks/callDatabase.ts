import { isCodedError, retryCall, StreamError } from '../../operators/index.ts';
import type { Duration, ErrorCode, RetryConfig } from '../../operators/index.ts';
import { systemRuntime } from '../runtime/index.ts';
import type { Runtime } from '../runtime/index.ts';

/** How calls to a database are made. */
export interface DatabaseCalls {
  readonly owner: string;
  /** The database in errors, without anything secret. */
  readonly place: string;
  readonly retry: DatabaseRetry;
  readonly timeout: Duration;
  /** What an answer with an error means. */
  readonly judge: (error: unknown) => Judgement;
}

/** Whether to try again, or else what is to blame: the rows, the table, or how the server is set up. */
export type Judgement = 'again' | 'row' | 'table' | 'refused';

/** How often a call to a database is made again when it was not reached, or could not do it just then. */
export type DatabaseRetry = Omit<RetryConfig, 'when'>;

/** Where nothing else is said: some 30 seconds in all. */
export const DEFAULT_RETRY: DatabaseRetry = { attempts: 12, delay: '100ms', maxDelay: '10s' };

/** Makes a call, again when it fails in a way that may pass. */
export type CallDatabase = <R>(attempt: (signal: AbortSignal) => Promise<R>) => Promise<R>;

/** Refuses a retry or a timeout that has no meaning, before anything is opened. */
export function checkDatabaseCalls({ owner, retry, timeout }: DatabaseCalls): void {
  retryCall({ owner, clock: systemRuntime, retry, timeout });
}

/** Makes what calls a database with the clock and the random numbers of a run. */
export function callDatabase(
  calls: DatabaseCalls,
  runtime: Runtime,
  signal: AbortSignal,
): CallDatabase {
  const { owner, judge, timeout } = calls;
  const random = (): number => runtime.random();
  const when = (error: unknown): boolean => judgementOf(error, judge) === 'again';
  const retry = { random, ...calls.retry, when };
  const call = retryCall({ owner, clock: runtime, retry, timeout, signal });
  return async (attempt) => {
    try {
      return await call(attempt);
    } catch (error) {
      throw signal.aborted ? error : failure(calls, error);
    }
  };
}

function judgementOf(error: unknown, judge: DatabaseCalls['judge']): Judgement | undefined {
  if (!isCodedError(error)) return judge(error);
  return error.code === 'MILLRACE_TIMEOUT' ? 'again' : undefined;
}

function failure({ owner, place, judge }: DatabaseCalls, cause: unknown): unknown {
  const judgement = judgementOf(cause, judge);
  const reason = reasonOf(cause);
  if (judgement === undefined) return cause;
  const [code, what] = MEANINGS[judgement];
  return new StreamError(code, `${owner}: ${place} ${what}: ${reason}`, { cause });
}

const MEANINGS: Readonly<Record<Judgement, readonly [ErrorCode, string]>> = {
  again: ['MILLRACE_SERVER_UNREACHABLE', 'could not be reached, or was not ready'],
  refused: ['MILLRACE_SERVER_UNREACHABLE', 'refused the call'],
  row: ['MILLRACE_SINK_ROW', 'refused the rows'],
  table: ['MILLRACE_SINK_TABLE', 'has no such table, or another one'],
};

/** Several addresses of one host fail together, and their error has no text of its own. */
function reasonOf(cause: unknown): string {
  if (cause instanceof AggregateError && cause.message === '')
    return cause.errors.map(reasonOf).join(', ');
  return cause instanceof Error ? cause.message : String(cause);
}

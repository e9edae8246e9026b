import { isDeepStrictEqual } from 'node:util';
import { TestScheduler } from 'rxjs/testing';
import type { RunHelpers } from 'rxjs/testing';
import { plainErrors } from './plainErrors.ts';

/** What a marble test works with: the helpers of RxJS, and the scheduler for the operators' configs. */
export interface Marbles extends RunHelpers {
  readonly scheduler: TestScheduler;
}

/**
 * Runs a test on virtual time, and compares what was expected in it when it is over. Errors are equal
 * when name, message and code are; a difference is shown as two timelines.
 */
export function marbles(body: (helpers: Marbles) => void): void {
  const scheduler = new TestScheduler(compare);
  scheduler.run((helpers) => body({ ...helpers, scheduler }));
}

function compare(actual: unknown, expected: unknown): void {
  const [came, awaited] = [plain(actual), plain(expected)];
  if (isDeepStrictEqual(came, awaited)) return;
  throw new Error(`the timelines differ\nexpected\n${timeline(awaited)}\ncame\n${timeline(came)}`);
}

/** A list of frames, or of subscriptions, with its errors as plain data. */
function plain(list: unknown): unknown {
  return Array.isArray(list)
    ? list.map((entry) => ('notification' in entry ? plainFrame(entry) : entry))
    : list;
}

interface Frame {
  readonly frame: number;
  readonly notification: {
    readonly kind: string;
    readonly value?: unknown;
    readonly error?: unknown;
  };
}

function plainFrame({ frame, notification: { kind, value, error } }: Frame): unknown {
  // Inner observables come as lists of frames.
  return { frame, kind, value: plainErrors(value), error: plainFailure(error) };
}

function plainFailure(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { name, message } = error;
  return { name, message, code: 'code' in error ? error.code : undefined };
}

function timeline(list: unknown): string {
  if (!Array.isArray(list) || list.length === 0) return '  nothing';
  return list.map((entry) => `  ${line(entry)}`).join('\n');
}

function line(entry: { frame?: number; kind?: string; value?: unknown; error?: unknown }): string {
  if (entry.frame === undefined) return text(entry);
  const what =
    entry.kind === 'N' ? text(entry.value) : entry.kind === 'E' ? `# ${text(entry.error)}` : '|';
  return `${String(entry.frame).padStart(6)} ms  ${what}`;
}

function text(value: unknown): string {
  return (
    JSON.stringify(value, (_, part: unknown) =>
      typeof part === 'number' ? numberText(part) : part,
    ) ?? 'undefined'
  );
}

function numberText(value: number): unknown {
  return Number.isFinite(value) ? value : String(value);
}

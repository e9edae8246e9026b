import * as uvu from 'uvu/assert';
import { plainErrors } from './plainErrors.ts';

/** The value is truthy. */
export function ok(actual: unknown, message?: string): asserts actual {
  uvu.ok(actual, message);
}

/** The value is the very same one (`===`). */
export function is(actual: unknown, expected: unknown, message?: string): void {
  uvu.is(actual, expected, message);
}

/** The values are deeply equal. Errors in them are equal when class, code, message and cause are. */
export function equal(actual: unknown, expected: unknown, message?: string): void {
  uvu.equal(plainErrors(actual), plainErrors(expected), message);
}

/** The values are not deeply equal. */
export function notEqual(actual: unknown, expected: unknown, message?: string): void {
  uvu.not.equal(plainErrors(actual), plainErrors(expected), message);
}

/** The text holds the pattern. */
export function match(actual: string, pattern: string | RegExp, message?: string): void {
  uvu.match(actual, pattern, message);
}

/** The value is an instance of the class. */
export function instance(actual: unknown, type: unknown, message?: string): void {
  uvu.instance(actual, type, message);
}

/** The line must not be reached. */
export function unreachable(message?: string): never {
  uvu.unreachable(message);
  throw new Error('unreachable');
}

/** The function throws; its error's message holds the text, where one is given. */
export function throws(work: () => unknown, text: string | RegExp = ''): void {
  uvu.match(errorOf(work).message, text);
}

/** The function throws an error with this code, and its message holds the text. */
export function throwsCode(work: () => unknown, code: string, text: string | RegExp = ''): void {
  hasCode(errorOf(work), code, text);
}

/** The promise is rejected with an error with this code, and its message holds the text. */
export async function rejectsCode(
  promise: Promise<unknown>,
  code: string,
  text: string | RegExp = '',
): Promise<void> {
  const outcome = await promise.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
  if (!('error' in outcome)) return unreachable('expected a rejection');
  hasCode(outcome.error, code, text);
}

/** The value is an error with this code, and its message holds the text. */
export function hasCode(error: unknown, code: string, text: string | RegExp = ''): void {
  if (!(error instanceof Error)) unreachable(`expected an error, got ${String(error)}`);
  uvu.is('code' in error ? error.code : undefined, code, `code of: ${error.stack}`);
  uvu.match(error.message, text);
}

/** The number is the expected one but for a relative difference. */
export function closeTo(actual: number, expected: number, relative: number = 1e-9): void {
  const allowed = Math.max(Math.abs(actual), Math.abs(expected)) * relative;
  const difference = Math.abs(actual - expected);
  const near = Object.is(actual, expected) || (difference < Infinity && difference <= allowed);
  if (!near) uvu.is(actual, expected, `${actual} is not within ${relative} of ${expected}`);
}

function errorOf(work: () => unknown): Error {
  try {
    work();
  } catch (error) {
    if (error instanceof Error) return error;
    unreachable(`expected an Error, thrown was ${String(error)}`);
  }
  return unreachable('expected the function to throw');
}

import { isCodedError } from '../../operators/index.ts';
import { visibleLines } from './visibleLines.ts';

/**
 * An error as one line with its code; with stacks and causes where `MILLRACE_DEBUG` is set. Texts may
 * have come from a file or a server: what a terminal would obey is shown as its number.
 */
export function errorText(error: unknown, debug: boolean): string {
  const line = `${codeOf(error)}: ${messageOf(error)
    .replace(/\s*\n\s*/g, ' ')
    .trim()}`;
  const text = debug && error instanceof Error ? [line, ...stacksOf(error)].join('\n') : line;
  return visibleLines(text);
}

function codeOf(error: unknown): string {
  if (isCodedError(error)) return error.code;
  return error instanceof Error ? error.name : 'Error';
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function stacksOf(error: unknown): string[] {
  if (!(error instanceof Error)) return [];
  return [error.stack ?? String(error), ...stacksOf(error.cause)];
}

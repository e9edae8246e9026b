import { isCodedError } from '../../operators/index.ts';

/** An error as one line with its code; with stacks and causes where `MILLRACE_DEBUG` is set. */
export function errorText(error: unknown, debug: boolean): string {
  const line = `${codeOf(error)}: ${messageOf(error)
    .replace(/\s*\n\s*/g, ' ')
    .trim()}`;
  return debug && error instanceof Error ? [line, ...stacksOf(error)].join('\n') : line;
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

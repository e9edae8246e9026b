/** An error with its stack, its details (a diff, for assertions) and its causes, as text. */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return `thrown: ${String(error)}`;
  const details =
    'details' in error && typeof error.details === 'string' ? `\n${error.details}` : '';
  const code = 'code' in error && error.code !== 'ERR_ASSERTION' ? ` [${String(error.code)}]` : '';
  const cause = error.cause === undefined ? '' : `\ncaused by ${describeError(error.cause)}`;
  return `${error.name}${code}: ${error.message}${details}\n${stackOf(error)}${cause}`;
}

// The message is printed already, and Node's own frames say nothing about the test.
function stackOf(error: Error): string {
  const lines = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return lines.filter((line) => !/node:internal|uvu/.test(line)).join('\n');
}

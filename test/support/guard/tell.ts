import type { GuardEvent } from './guardEvent.ts';

/**
 * Tells the guard what happened. A test file that is run by hand has no guard above it: then only
 * what the test framework itself may swallow is kept, as a failing exit code.
 */
export function tell(event: GuardEvent): void {
  if (process.send) process.send(event);
  else if (event.kind === 'problem') failAtExit(event.text);
}

function failAtExit(text: string): void {
  console.error(text);
  process.on('exit', () => {
    process.exitCode = 1;
  });
}

import type { ClientState } from 'millrace/client';

/** The state of the connection in a word or two. */
export function connectionWord(state: ClientState, done: boolean): string {
  if (state === 'live') return done ? 'complete' : 'live';
  return { connecting: 'connecting…', reconnecting: 'reconnecting…', closed: 'closed' }[state];
}

/** What the reader has to know about the connection; empty when all is well. */
export function connectionNotice(
  state: ClientState,
  problems: ReadonlyMap<string, string>,
): string {
  if (state === 'reconnecting') {
    return 'The server is away. The board shows what came last and goes on when the server is back.';
  }
  if (state === 'closed') return 'The server refused the connection. Reload the page to try again.';
  return [...problems.values()].join(' ');
}

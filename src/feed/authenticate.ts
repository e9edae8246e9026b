import type { IncomingMessage } from 'node:http';
import type { Milliseconds } from '../../operators/index.ts';

/** Whom a token stands for. */
export interface Identity {
  /** Whose the token is: a connection cannot go over to a token of somebody else. */
  readonly user?: string;
  /** When the token expires, in ms since the epoch (default: never). */
  readonly expires?: Milliseconds;
}

/**
 * Judges a token; undefined: it is not accepted, and the client is told no more than that. When it
 * throws or rejects, the client may come back later.
 */
export type Authenticate = (
  token: string,
  request: IncomingMessage,
) => Identity | undefined | Promise<Identity | undefined>;

/** What came of a token. */
export type Verdict = Identity | 'refused' | 'failed';

/** The token in a request's Authorization header, or else in its cookie of this name. */
export function tokenOf(
  { headers }: IncomingMessage,
  cookie: string | undefined,
): string | undefined {
  const { authorization } = headers;
  // A header of another scheme is a wrong token, not a missing one.
  if (authorization !== undefined) return /^Bearer +(\S+)$/i.exec(authorization)?.[1] ?? '';
  return cookie === undefined ? undefined : cookieOf(headers.cookie ?? '', cookie);
}

function cookieOf(header: string, name: string): string | undefined {
  for (const pair of header.split(';')) {
    const at = pair.indexOf('=');
    if (at >= 0 && pair.slice(0, at).trim() === name) return pair.slice(at + 1).trim();
  }
  return undefined;
}

/** Asks the hook about a token; never rejects. */
export async function judgeToken(
  authenticate: Authenticate,
  token: string,
  request: IncomingMessage,
  now: Milliseconds,
): Promise<Verdict> {
  if (token === '') return 'refused';
  try {
    const identity = await authenticate(token, request);
    if (identity === undefined) return 'refused';
    return (identity.expires ?? Infinity) > now ? identity : 'refused';
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    process.emitWarning(`authenticate failed: ${text}`, { code: 'MILLRACE_CALLBACK' });
    return 'failed';
  }
}

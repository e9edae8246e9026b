/**
 * Why a server closes a connection. 40xx: the client did wrong and must not come back with the
 * same; 41xx: it may come back after a second or more; 42xx: it may come back at once.
 */
export const CLOSE = {
  badMessage: 4000,
  unauthorized: 4001,
  protocol: 4006,
  duplicateId: 4009,
  tokenExpired: 4101,
  helloTimeout: 4108,
  tooSlow: 4110,
  tooManyMessages: 4129,
  internal: 4150,
  restart: 4200,
} as const;

/** A close code of the protocol. */
export type CloseCode = (typeof CLOSE)[keyof typeof CLOSE];

/** When a client may connect again: never, after a second or more, or with the usual back-off. */
export type Comeback = 'never' | 'later' | 'soon';

/** What a close code, also one of the WebSocket protocol itself, means for connecting again. */
export function comebackAfter(code: number): Comeback {
  // 1009 is the WebSocket protocol's own "message too big": the same message would be refused
  // again.
  if ((code >= 4000 && code < 4100) || code === 1009) return 'never';
  return code >= 4100 && code < 4200 ? 'later' : 'soon';
}

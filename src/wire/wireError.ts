import type { CLOSE } from './closeCodes.ts';

/** What an `err` message can say; each word has one meaning, told in PROTOCOL.md. */
export type WireErrorCode =
  | 'badMessage'
  | 'unauthorized'
  | 'protocol'
  | 'duplicateId'
  | 'tokenExpired'
  | 'helloTimeout'
  | 'tooSlow'
  | 'tooManyMessages'
  | 'tooManySubs'
  | 'tooManyRequests'
  | 'tooManyViews'
  | 'badFilter'
  | 'filterTooSlow'
  | 'unknownFeed'
  | 'tableWhole'
  | 'forbidden'
  | 'noPlayback'
  | 'feedFailed'
  | 'internal';

/** A breach of the protocol by the other side: its text is safe to send back. */
export class WireError extends Error {
  override readonly name = 'WireError';
  /** Also says which of `CLOSE` to close the connection with. */
  readonly code: keyof typeof CLOSE & WireErrorCode;
  /** What can be read of a message that cannot be. */
  readonly part: unknown;

  constructor(code: keyof typeof CLOSE & WireErrorCode, message: string, part?: unknown) {
    super(message);
    this.part = part;
    this.code = code;
  }
}

/** A message that cannot be read as one of the protocol. */
export function badMessage(text: string, part?: unknown): WireError {
  return new WireError('badMessage', text, part);
}

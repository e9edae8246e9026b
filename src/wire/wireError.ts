import { CLOSE } from './closeCodes.ts';
import type { CloseCode } from './closeCodes.ts';

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
  readonly code: WireErrorCode;
  /** The code to close the connection with. */
  readonly close: CloseCode;

  constructor(code: keyof typeof CLOSE & WireErrorCode, message: string) {
    super(message);
    this.code = code;
    this.close = CLOSE[code];
  }
}

/** A message that cannot be read as one of the protocol. */
export function badMessage(text: string): WireError {
  return new WireError('badMessage', text);
}

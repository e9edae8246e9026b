import type { WireErrorCode } from './wireError.ts';

/** The feed is complete: nothing more comes on its channel. */
export interface End {
  readonly t: 'end';
  readonly ch: number;
}

/** Something failed: a subscription (id), a feed (ch), a request (req), or the connection, which closes then. */
export interface Err {
  readonly t: 'err';
  readonly id?: number;
  readonly req?: number;
  readonly ch?: number;
  /** Only a change of the subscription was refused: it goes on as it was. */
  readonly set?: true;
  readonly code: WireErrorCode;
  readonly msg: string;
  /** Whether the same request may succeed later. */
  readonly retry: boolean;
}

/** What a server says of an end, or of a refusal. */
export type EndMessage = End | Err;

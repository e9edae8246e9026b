import type { Schema } from './eventMessages.ts';
import type { ServerMessage } from './messages.ts';
import type { CodecName } from './subprotocols.ts';

/** Reads the frames of one subprotocol. What comes out has not been checked. */
export interface Decoder {
  readonly name: CodecName;
  /** @throws WireError `badMessage` when the frame cannot be read */
  decode(frame: string | Uint8Array): unknown;
}

/** Writes and reads the messages of a server in one subprotocol. */
export interface Codec extends Decoder {
  /** Whether a message goes into a binary frame. */
  readonly binary: boolean;
  /** The id of the dictionary that its reader has to know; left out: there is none. */
  readonly dict?: string;
  encode(message: ServerMessage): string | Uint8Array;
  /** What a client has to be told, in this order, before the items that were encoded so far. */
  schemas(channel: number): readonly Schema[];
}

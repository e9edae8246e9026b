import type { Codec, ServerMessage, WireError } from '../wire/index.ts';

/** What the parts of a connection use of it. */
export interface ClientLine {
  readonly id: string;
  readonly codec: Codec;
  readonly isOpen: boolean;
  /** Bytes that left while others wait; undefined when none wait. */
  readonly drained: number | undefined;
  /** Sends a message ahead of what waits for room. */
  send(message: ServerMessage): void;
  /** There is something new to read, or room to write. */
  wake(): void;
  /** What this client may do with a playback, or how that stands, is to be told. */
  steered(): void;
  /** Runs what may fail: then the connection does. */
  guarded(work: () => void): void;
  /** Tells what was wrong, and closes. */
  fail(error: WireError): void;
  /** Cuts the connection. */
  terminate(): void;
}

import type { Decoder } from './codec.ts';

/** Loads the reading half of the msgpack codec, which is all that a client needs. */
export async function loadMsgpackDecoder(): Promise<Decoder> {
  return (await import('./msgpackDecoder.ts')).createMsgpackDecoder();
}

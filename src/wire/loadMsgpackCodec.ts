import type { Codec } from './codec.ts';

/** Loads the msgpack codec: what only speaks JSON never loads the package behind it. */
export async function loadMsgpackCodec(): Promise<Codec> {
  return (await import('./msgpackCodec.ts')).createMsgpackCodec();
}

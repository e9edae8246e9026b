import { jsonCodec, loadMsgpackDecoder } from '../wire/index.ts';
import type { CodecName, Decoder } from '../wire/index.ts';

/** The decoder of a codec; msgpack is loaded when it is first asked for. */
export function loadDecoder(codec: CodecName): Decoder | Promise<Decoder> {
  return codec === 'json' ? jsonCodec : loadMsgpackDecoder();
}

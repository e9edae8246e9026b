import { jsonDecoder, loadCompression, loadMsgpackDecoder } from '../wire/index.ts';
import type { CodecName, Decoder, Inflate } from '../wire/index.ts';

/** The decoder of a codec for one connection; all but that for JSON is loaded when first asked for. */
export function loadDecoder(
  codec: CodecName,
  inflate: () => Promise<Inflate>,
): Decoder | Promise<Decoder> {
  if (codec === 'json') return jsonDecoder;
  return codec === 'msgpack' ? loadMsgpackDecoder() : loadCompressed(codec, inflate);
}

async function loadCompressed(codec: CodecName, inflate: () => Promise<Inflate>): Promise<Decoder> {
  const plain = codec === 'json.z' ? jsonDecoder : await loadMsgpackDecoder();
  return (await loadCompression()).decoder(plain, await inflate());
}

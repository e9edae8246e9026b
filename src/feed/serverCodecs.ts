import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { jsonCodec, loadCompression, loadMsgpackCodec } from '../wire/index.ts';
import type { Codec, Compression, ServerMessage } from '../wire/index.ts';

/** Beyond this level, a few percent of the bytes cost twice the time. */
const LEVEL = 3;

/**
 * The codecs of one server, those that need no work to be read first. `limit`: its largest message, in
 * bytes.
 */
export async function serverCodecs(limit: number): Promise<readonly Codec[]> {
  const plain = [rememberingLast(jsonCodec), rememberingLast(await loadMsgpackCodec())];
  const compression = await loadCompression();
  return [...plain, ...plain.map((codec) => compressed(codec, compression, limit))];
}

function compressed(plain: Codec, compression: Compression, limit: number): Codec {
  return compression.codec(
    plain,
    (data, dictionary) => deflateRawSync(data, { dictionary, level: LEVEL }),
    (data, dictionary, most) => inflateRawSync(data, { dictionary, maxOutputLength: most }),
    limit,
  );
}

/** A message for readers of both the plain and the compressed codec is encoded once. */
function rememberingLast(codec: Codec): Codec {
  let last: ServerMessage | undefined;
  let encoded: string | Uint8Array = '';
  return {
    ...codec,
    encode: (message) => {
      if (message !== last) encoded = codec.encode(message);
      last = message;
      return encoded;
    },
  };
}

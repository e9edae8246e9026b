import type { Codec, Decoder } from './codec.ts';
import { DICTIONARY } from './dictionary.ts';
import { fieldsOf } from './fields.ts';
import type { Fields } from './fields.ts';
import { DEFAULT_LIMITS } from './limits.ts';
import { badMessage } from './wireError.ts';

/** Inflates raw deflate data with a dictionary; throws when it is broken or more than so many bytes. */
export type Inflate = (data: Uint8Array, dictionary: Uint8Array, limit: number) => Uint8Array;

/** Compresses to raw deflate data with a dictionary. */
export type Deflate = (data: Uint8Array, dictionary: Uint8Array) => Uint8Array;

/** Makes the `.z` codecs out of the plain ones. */
export interface Compression {
  decoder(plain: Decoder, inflate: Inflate): Decoder;
  /** `limit`: the largest message, in bytes before it is compressed. */
  codec(plain: Codec, deflate: Deflate, inflate: Inflate, limit: number): Codec;
}

/** The first byte of a frame. */
const PLAIN = 0;
const DEFLATED = 1;

/** A smaller message would hardly become smaller. */
const WORTH_IT = 64;
/** No server's limit lets a client take more than this, in bytes. */
const MOST = 67_108_864;

const encoder = new TextEncoder();
const dictionary = encoder.encode(DICTIONARY.text);

/** Messages as plain ones with a byte before them, those with items compressed. */
export const compression: Compression = {
  decoder: createDecoder,
  codec: (plain, deflate, inflate, limit) => ({
    ...createDecoder(plain, inflate, limit),
    binary: true,
    dict: DICTIONARY.id,
    schemas: (channel) => plain.schemas(channel),
    encode: (message) => {
      const encoded = plain.encode(message);
      const payload = typeof encoded === 'string' ? encoder.encode(encoded) : encoded;
      // What is too large is left as it is, so that it is seen to be too large.
      const isWorthIt = 'items' in message && payload.length >= WORTH_IT && payload.length <= limit;
      const deflated = isWorthIt ? deflate(payload, dictionary) : payload;
      return deflated.length < payload.length ? framed(DEFLATED, deflated) : framed(PLAIN, payload);
    },
  }),
};

function framed(kind: number, payload: Uint8Array): Uint8Array {
  const frame = new Uint8Array(payload.length + 1);
  frame[0] = kind;
  frame.set(payload, 1);
  return frame;
}

/** For one connection: what the welcome tells of limits holds from then on. */
function createDecoder(
  plain: Decoder,
  inflate: Inflate,
  most: number = DEFAULT_LIMITS.frame,
): Decoder {
  const reader = new TextDecoder('utf-8', { fatal: true });
  let limit = most;
  const unpack = (frame: Uint8Array): string | Uint8Array => {
    const payload = frame.subarray(1);
    if (frame[0] !== PLAIN && frame[0] !== DEFLATED)
      throw badMessage('expected a first byte of 0 (plain) or 1 (deflated)');
    try {
      const bytes = frame[0] === PLAIN ? payload : inflate(payload, dictionary, limit);
      return plain.name === 'json' ? reader.decode(bytes) : bytes;
    } catch {
      throw badMessage(`expected what can be inflated, to at most ${limit} bytes, and read`);
    }
  };
  return {
    name: plain.name === 'json' ? 'json.z' : 'msgpack.z',
    decode: (frame) => {
      if (typeof frame === 'string') throw badMessage('expected a binary frame, got a text one');
      const message = fieldsOf('message', plain.decode(unpack(frame)));
      if (message['t'] === 'welcome') limit = limitIn(message);
      return message;
    },
  };
}

function limitIn({ dict, limits }: Fields): number {
  if (dict !== DICTIONARY.id) throw badMessage(`welcome: dict: expected '${DICTIONARY.id}'`);
  const { frame } = fieldsOf('welcome: limits', limits);
  return typeof frame === 'number' ? Math.min(frame, MOST) : DEFAULT_LIMITS.frame;
}

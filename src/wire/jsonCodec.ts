import type { Codec } from './codec.ts';
import { badMessage } from './wireError.ts';

/** Messages as JSON text, one a frame. */
export const jsonCodec: Codec = {
  name: 'json',
  binary: false,
  encode: (message) => JSON.stringify(message),
  schemas: () => [],
  decode: (frame) => {
    if (typeof frame !== 'string') throw badMessage('expected a text frame, got a binary one');
    try {
      return JSON.parse(frame) as unknown;
    } catch {
      throw badMessage('expected JSON text');
    }
  },
};

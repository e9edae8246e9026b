import type { Decoder } from './codec.ts';
import { badMessage } from './wireError.ts';

/** Messages as JSON text, one a frame, for those who only read them. */
export const jsonDecoder: Decoder = {
  name: 'json',
  decode: (frame) => {
    if (typeof frame !== 'string') throw badMessage('expected a text frame, got a binary one');
    try {
      return JSON.parse(frame) as unknown;
    } catch {
      throw badMessage('expected JSON text');
    }
  },
};

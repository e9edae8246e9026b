import type { Codec } from './codec.ts';
import { jsonDecoder } from './jsonDecoder.ts';

/** Messages as JSON text, one a frame. */
export const jsonCodec: Codec = {
  ...jsonDecoder,
  binary: false,
  encode: (message) => JSON.stringify(message),
  schemas: () => [],
};

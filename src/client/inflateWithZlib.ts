import { inflateRawSync } from 'node:zlib';
import type { Inflate } from '../wire/index.ts';

/** Node's own. */
export const inflateWithZlib: Inflate = (data, dictionary, limit) =>
  inflateRawSync(data, { dictionary, maxOutputLength: limit });

import { Unpackr } from 'msgpackr/unpack';
import type { Decoder } from './codec.ts';
import { badMessage } from './wireError.ts';

/** Messages as plain msgpack: no records, no extension types of a library. */
export function createMsgpackDecoder(): Decoder {
  const reader = new Unpackr({ useRecords: false, mapsAsObjects: true, int64AsType: 'number' });
  return {
    name: 'msgpack',
    decode: (frame) => {
      if (typeof frame === 'string') throw badMessage('expected a binary frame, got a text one');
      try {
        return reader.unpack(frame) as unknown;
      } catch {
        throw badMessage('expected msgpack');
      }
    },
  };
}

import { Packr } from 'msgpackr';
import type { Codec } from './codec.ts';
import { createMsgpackDecoder } from './msgpackDecoder.ts';

/** Messages as plain msgpack, one a binary frame. */
export function createMsgpackCodec(): Codec {
  const packer = new Packr({
    useRecords: false,
    variableMapSize: true,
    encodeUndefinedAsNil: true,
  });
  return {
    ...createMsgpackDecoder(),
    binary: true,
    encode: (message) => packer.pack(message),
  };
}

import type { Decoder } from './codec.ts';
import { fieldsOf } from './fields.ts';
import { LearnedSchemas } from './learnedSchemas.ts';
import { MsgpackReader } from './msgpackReader.ts';
import { readRows } from './readRows.ts';
import { badMessage } from './wireError.ts';

/**
 * Messages as plain msgpack: what JSON can say, no bytes, no extension types. Flat items come as rows;
 * the schemas that they need are remembered, so each connection needs a decoder of its own.
 */
export function createMsgpackDecoder(schemas: LearnedSchemas = new LearnedSchemas()): Decoder {
  const reader = new MsgpackReader();
  const read = (frame: Uint8Array): unknown => {
    const message = fieldsOf('message', unpack(reader, frame));
    if (message['t'] === 'schema') schemas.learn(message);
    return readRows(message, schemas.of(message));
  };
  return {
    name: 'msgpack',
    decode: (frame) => {
      if (typeof frame === 'string') throw badMessage('expected a binary frame, got a text one');
      try {
        return read(frame);
      } catch (error) {
        throw badMessage((error as Error).message, reader.part);
      }
    },
  };
}

function unpack(reader: MsgpackReader, frame: Uint8Array): unknown {
  try {
    return reader.read(frame);
  } catch (error) {
    throw badMessage(`expected msgpack: ${(error as Error).message}`);
  }
}

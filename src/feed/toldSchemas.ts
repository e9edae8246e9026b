import type { Codec, Schema } from '../wire/index.ts';
import { frameOf } from './frame.ts';
import type { Frame } from './frame.ts';

/**
 * Which schemas one connection has been told: those of a channel come in the order of their ids, so a
 * number is enough. State: that number for each channel that the connection reads.
 */
export class ToldSchemas {
  readonly #codec: Codec;
  #told: Map<number, number> | undefined;

  constructor(codec: Codec) {
    this.#codec = codec;
  }

  /** What has to be written before a frame; from then on it counts as told. */
  untold({ schemas }: Frame): readonly Frame[] {
    const first = schemas[0];
    if (first === undefined) return NONE;
    this.#told ??= new Map();
    const told = this.#told.get(first.ch) ?? 0;
    // The list of a channel grows behind the frames that were made of it.
    if (told >= schemas.length) return NONE;
    this.#told.set(first.ch, schemas.length);
    return schemas.slice(told).map((schema) => schemaFrame(this.#codec, schema));
  }
}

const NONE: readonly Frame[] = [];

/** The frames of schemas, made once for all connections of a codec. */
const frames = new WeakMap<Codec, Map<Schema, Frame>>();

function schemaFrame(codec: Codec, schema: Schema): Frame {
  const made = frames.get(codec) ?? new Map<Schema, Frame>();
  frames.set(codec, made);
  const frame = made.get(schema) ?? frameOf(codec, schema);
  made.set(schema, frame);
  return frame;
}

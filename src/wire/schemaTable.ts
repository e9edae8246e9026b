import { isScalar } from './isScalar.ts';
import type { Item } from './item.ts';
import type { Schema } from './eventMessages.ts';
import { isWithinSchemaLimits, SCHEMA_LIMITS } from './schemaLimits.ts';

/**
 * The shapes of a channel's flat items, each told to a client once, so that its items can go without
 * names. Bound: `SCHEMA_LIMITS`.
 */
export class SchemaTable {
  readonly #channel: number;
  readonly #added: (schema: Schema) => boolean;
  readonly #schemas: Schema[] = [];
  #last: Schema | undefined;

  /** With what is asked about each new schema: false where there is no room for it. */
  constructor(channel: number, added: (schema: Schema) => boolean = () => true) {
    this.#channel = channel;
    this.#added = added;
  }

  /** In the order of their ids, from 0. */
  get schemas(): readonly Schema[] {
    return this.#schemas;
  }

  /** The schema of an item, a new one at need; undefined where it has to keep its names. */
  of(item: Item): Schema | undefined {
    const fields = fieldsOf(item.d);
    if (fields === null) return undefined;
    if (this.#last !== undefined && isOf(this.#last, item, fields)) return this.#last;
    this.#last =
      this.#schemas.find((schema) => isOf(schema, item, fields)) ?? this.#add(item, fields);
    return this.#last;
  }

  #add({ k, win }: Item, fields: readonly string[] | undefined): Schema | undefined {
    const id = this.#schemas.length;
    if (id === SCHEMA_LIMITS.channel || !isWithinSchemaLimits(fields)) return undefined;
    const schema: Schema = {
      t: 'schema',
      ch: this.#channel,
      id,
      ...(k === undefined ? {} : { k: true }),
      ...(win === undefined ? {} : { win: true }),
      ...(fields === undefined ? {} : { fields }),
    };
    if (!this.#added(schema)) return undefined;
    this.#schemas.push(schema);
    return schema;
  }
}

/** The names in flat data; undefined for data that is itself a scalar, null for all other. */
function fieldsOf(data: unknown): readonly string[] | undefined | null {
  if (isScalar(data)) return undefined;
  if (typeof data !== 'object' || data === null) return null;
  const prototype: unknown = Object.getPrototypeOf(data);
  return prototype === Object.prototype || prototype === null ? Object.keys(data) : null;
}

function isOf(
  { k = false, win = false, fields: known }: Schema,
  item: Item,
  fields: readonly string[] | undefined,
): boolean {
  if (k === (item.k === undefined) || win === (item.win === undefined)) return false;
  if (known === undefined || fields === undefined) return known === fields;
  if (known.length !== fields.length) return false;
  for (let i = 0; i < fields.length; i += 1) if (known[i] !== fields[i]) return false;
  return true;
}

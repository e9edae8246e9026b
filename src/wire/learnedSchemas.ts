import { wholeField } from './fields.ts';
import type { Fields } from './fields.ts';
import type { Schema } from './eventMessages.ts';
import { rowSchema } from './readRows.ts';
import type { RowSchema } from './readRows.ts';
import { isWithinSchemaLimits, SCHEMA_LIMITS } from './schemaLimits.ts';
import { badMessage } from './wireError.ts';

/**
 * The schemas that a server told on one connection. Bound: `SCHEMA_LIMITS`.
 */
export class LearnedSchemas {
  readonly #byChannel = new Map<unknown, RowSchema[]>();
  #count = 0;

  /**
   * Takes the schema out of a `schema` message.
   *
   * @throws WireError `badMessage` when it cannot be one, or one too many
   */
  learn(message: Fields): void {
    const channel = wholeField('schema', message, 'ch', 0);
    const known = this.#byChannel.get(channel)?.length ?? 0;
    wholeField('schema', message, 'id', known, Math.min(known, SCHEMA_LIMITS.channel - 1));
    if (this.#count === SCHEMA_LIMITS.connection)
      throw badMessage(`schema: expected no more than ${SCHEMA_LIMITS.connection} on a connection`);
    this.#keep(channel, schemaIn(message));
  }

  /** Takes a schema of the server itself; false where there is no room. */
  take({ ch, k = false, win = false, fields }: Schema): boolean {
    if (this.#count === SCHEMA_LIMITS.connection) return false;
    this.#keep(ch, rowSchema(k, win, fields));
    return true;
  }

  #keep(channel: number, schema: RowSchema): void {
    const known = this.#byChannel.get(channel) ?? [];
    this.#byChannel.set(channel, known);
    known.push(schema);
    this.#count += 1;
  }

  /** The schemas of the channel that a message is for. */
  of({ ch }: Fields): (id: number) => RowSchema | undefined {
    const known = this.#byChannel.get(ch);
    return (id) => known?.[id];
  }
}

function schemaIn(message: Fields): RowSchema {
  const { fields, k = false, win = false } = message;
  const isList = fields === undefined || Array.isArray(fields);
  if (!isList || !isWithinSchemaLimits(fields as readonly unknown[] | undefined))
    throw badMessage('schema: fields: expected at most 128 names with 2,048 characters');
  if (typeof k !== 'boolean' || typeof win !== 'boolean')
    throw badMessage('schema: k, win: expected true or false');
  return rowSchema(k, win, fields as readonly string[] | undefined);
}

import type { Codec } from './codec.ts';
import { LearnedSchemas } from './learnedSchemas.ts';
import type { Schema } from './eventMessages.ts';
import type { ServerMessage } from './messages.ts';
import { createMsgpackDecoder } from './msgpackDecoder.ts';
import { MsgpackWriter } from './msgpackWriter.ts';
import { SCHEMA_LIMITS } from './schemaLimits.ts';
import { SchemaTable } from './schemaTable.ts';
import { writeRows } from './writeRows.ts';
import { writeValue } from './writeValue.ts';

/**
 * Messages as plain msgpack, one a binary frame; flat items as rows by the schemas of their channel.
 * One for all connections of a server. State: the schemas of each channel.
 */
export function createMsgpackCodec(): Codec {
  const writer = new MsgpackWriter();
  const tables = new Map<number, SchemaTable>();
  // The server reads its own frames again, for those who read another codec.
  const learned = new LearnedSchemas();
  const tableOf = (channel: number): SchemaTable | undefined => {
    const table = tables.get(channel);
    // Channels come and go; what is kept of them must not grow for ever.
    if (table !== undefined || tables.size === SCHEMA_LIMITS.connection) return table;
    const added = new SchemaTable(channel, (schema) => learned.take(schema));
    tables.set(channel, added);
    return added;
  };
  return {
    ...createMsgpackDecoder(learned),
    binary: true,
    encode: (message) => {
      writer.begin();
      const table = hasItems(message) ? tableOf(message.ch) : undefined;
      if (table === undefined) writeValue(message, writer);
      else writeMessage(message as WithItems, table, writer);
      return writer.take();
    },
    schemas: (channel) => tables.get(channel)?.schemas ?? NONE,
  };
}

const NONE: readonly Schema[] = [];

type WithItems = Extract<ServerMessage, { readonly ch: number; readonly items: unknown }>;

function hasItems(message: ServerMessage): message is WithItems {
  return 'items' in message && 'ch' in message;
}

const SMALL_MAP = 0x80;

/** The fields as they are, but for the items, which come last but for `et`. */
function writeMessage(message: WithItems, table: SchemaTable, writer: MsgpackWriter): void {
  const { items, ...others } = message;
  const entries = Object.entries(others);
  writer.byte(SMALL_MAP | (entries.length + 1));
  for (const [name, value] of entries) {
    writer.text(name);
    writeValue(value, writer);
  }
  writer.text('items');
  const et = writeRows(items, table, writer);
  if (et === undefined) return;
  writer.patch(0, SMALL_MAP | (entries.length + 2));
  writer.text('et');
  writer.number(et);
}

/** What bounds the schemas of rows; items of further or larger shapes keep their names. */
export const SCHEMA_LIMITS = {
  /** Schemas of a channel. */
  channel: 64,
  /** Schemas of a server, and so on one connection, over all channels. */
  connection: 4_096,
  /** Names in a schema. */
  fields: 128,
  /** Characters of all names in a schema together. */
  characters: 2_048,
} as const;

/** Whether names may be those of a schema; undefined: there are none. */
export function isWithinSchemaLimits(
  names: readonly unknown[] | undefined,
): names is string[] | undefined {
  if (names === undefined) return true;
  if (names.length > SCHEMA_LIMITS.fields) return false;
  let characters = 0;
  for (const name of names) {
    // Set on an object, this one would change what the object inherits.
    if (typeof name !== 'string' || name === '__proto__') return false;
    characters += name.length;
  }
  return characters <= SCHEMA_LIMITS.characters;
}

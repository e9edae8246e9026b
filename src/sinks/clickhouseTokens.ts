import type { ClickhouseSession, ClickhouseSettings } from './clickhouseSession.ts';

/** What an insert is sent with besides its token, as far as the server knows it. */
const WANTED: ClickhouseSettings = {
  insert_deduplicate: 1,
  deduplicate_insert: 'enable',
  // What fills views has to be left out, or filled, with the insert.
  deduplicate_blocks_in_dependent_materialized_views: 1,
  // Collected with those of others it would be answered before it is there, and lose its token.
  async_insert: 0,
};
const TOKEN = 'insert_deduplication_token';
const PROBE = 'millrace';

/**
 * Sets a token and reads it back, because a server may refuse what it does not know or say nothing of it.
 *
 * @returns the settings for inserts with tokens; undefined where the server has no tokens
 */
export async function readClickhouseTokens(
  session: ClickhouseSession,
  signal: AbortSignal,
): Promise<ClickhouseSettings | undefined> {
  const names = [TOKEN, ...Object.keys(WANTED)].map((name) => `'${name}'`).join(', ');
  const query = `select name, value from system.settings where name in (${names})`;
  const known = new Set((await session.ask(query, signal)).map(({ name }) => String(name)));
  if (!known.has(TOKEN)) return undefined;
  const rows = await session.ask(query, signal, { [TOKEN]: PROBE });
  if (!rows.some(({ name, value }) => name === TOKEN && value === PROBE)) return undefined;
  return Object.fromEntries(Object.entries(WANTED).filter(([name]) => known.has(name)));
}

/** The settings of the insert that this token names. */
export function withToken(settings: ClickhouseSettings, token: string): ClickhouseSettings {
  return { ...settings, [TOKEN]: token };
}

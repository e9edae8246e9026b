import pg from 'pg';
import type { CrashDatabase } from './crashDatabase.ts';

/** A table of PostgreSQL. */
export function postgresDatabase(url: string): CrashDatabase {
  const ask = async <T>(text: string): Promise<T[]> => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    try {
      const { rows } = await client.query(text);
      return rows as T[];
    } finally {
      await client.end();
    }
  };
  return {
    name: 'postgres',
    url,
    prepare: async () => {
      await ask(
        'create table crash_results (number bigserial, kind text, key text, place float8, value float8)',
      );
    },
    rows: () => ask('select kind, key, place, value from crash_results order by number'),
  };
}

import { createClient } from '@clickhouse/client';
import type { CrashDatabase } from './crashDatabase.ts';
import type { CrashResult } from './crashResult.ts';

/** A table of ClickHouse that leaves out inserts which it has. */
export function clickhouseDatabase(url: string): CrashDatabase {
  const withClient = async <T>(
    work: (client: ReturnType<typeof createClient>) => Promise<T>,
  ): Promise<T> => {
    const client = createClient({ url });
    try {
      return await work(client);
    } finally {
      await client.close();
    }
  };
  return {
    name: 'clickhouse',
    url,
    prepare: () =>
      withClient(async (client) => {
        const columns = 'kind String, key String, place Float64, value Float64';
        const settings = 'non_replicated_deduplication_window = 10000';
        const engine = `engine = MergeTree order by tuple() settings ${settings}`;
        await client.command({ query: `create table crash_results (${columns}) ${engine}` });
      }),
    rows: () =>
      withClient(async (client) => {
        // Parts are read in the order of their inserts by one thread.
        const query = 'select kind, key, place, value from crash_results settings max_threads = 1';
        const answer = await client.query({ query, format: 'JSONEachRow' });
        return answer.json<CrashResult>();
      }),
  };
}

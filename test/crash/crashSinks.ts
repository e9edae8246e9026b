import path from 'node:path';
import { clickhouseSink, ndjsonSink, postgresSink } from '../../src/sinks/index.ts';
import type { Sink } from '../../src/sinks/index.ts';
import type { CrashPlan } from './crashPlan.ts';
import type { CrashResult } from './crashResult.ts';

/** A sink of the graph, and its stage's name. */
export interface NamedSink {
  readonly name: string;
  readonly sink: Sink<CrashResult>;
}

/** The sinks that a plan has a place for. */
export function crashSinks({ folder, postgres, clickhouse }: CrashPlan): readonly NamedSink[] {
  const table = 'crash_results';
  const files = ndjsonSink<CrashResult>({ folder: path.join(folder, 'files'), name: 'rows' });
  const sinks: NamedSink[] = [{ name: 'files', sink: files }];
  if (postgres !== null)
    sinks.push({ name: 'postgres', sink: postgresSink<CrashResult>({ url: postgres, table }) });
  if (clickhouse !== null)
    sinks.push({
      name: 'clickhouse',
      sink: clickhouseSink<CrashResult>({ url: clickhouse, table }),
    });
  return sinks;
}

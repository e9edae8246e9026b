import path from 'node:path';
import { ndjsonSink, postgresSink } from '../../src/sinks/index.ts';
import type { Sink } from '../../src/sinks/index.ts';
import type { CrashPlan } from './crashPlan.ts';
import type { CrashResult } from './crashResult.ts';

/** A sink of the graph, and its stage's name. */
export interface NamedSink {
  readonly name: string;
  readonly sink: Sink<CrashResult>;
}

/** The sinks that a plan has a place for. */
export function crashSinks({ folder, postgres }: CrashPlan): readonly NamedSink[] {
  const files: NamedSink = {
    name: 'files',
    sink: ndjsonSink<CrashResult>({ folder: path.join(folder, 'files'), name: 'rows' }),
  };
  const database =
    postgres === null
      ? []
      : [
          {
            name: 'postgres',
            sink: postgresSink<CrashResult>({ url: postgres, table: 'crash_results' }),
          },
        ];
  return [files, ...database];
}

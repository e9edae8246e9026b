import { readFileSync } from 'node:fs';
import type { ConfigCase, Vector } from './vector.ts';

/** What files hold: vectors, and configurations that are to be refused or taken. */
export interface Entries {
  readonly vectors: readonly Vector[];
  readonly cases: readonly ConfigCase[];
}

/** Reads files of vectors or configurations, each a list in JSON. */
export function readEntries(files: readonly string[]): Entries {
  const entries = files.flatMap((file) => readList(file));
  return {
    vectors: entries.filter((entry): entry is Vector => !isCase(entry)),
    cases: entries.filter(isCase),
  };
}

function readList(file: string): readonly (Vector | ConfigCase)[] {
  const list: unknown = JSON.parse(readFileSync(file, 'utf8'));
  if (!Array.isArray(list)) throw new Error(`${file}: expected a list of vectors`);
  return list as (Vector | ConfigCase)[];
}

function isCase(entry: Vector | ConfigCase): entry is ConfigCase {
  return typeof entry.expect === 'string';
}

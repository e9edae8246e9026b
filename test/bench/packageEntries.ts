import { readFileSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../support/projectRoot.ts';

/** The names under which the package's entry points are imported. */
export function packageEntries(): readonly string[] {
  const text = readFileSync(path.join(projectRoot, 'package.json'), 'utf8');
  const { name, exports } = JSON.parse(text) as {
    readonly name: string;
    readonly exports: Readonly<Record<string, unknown>>;
  };
  return Object.keys(exports)
    .filter((entry) => !entry.includes('*') && !entry.endsWith('.json'))
    .map((entry) => path.posix.join(name, entry));
}

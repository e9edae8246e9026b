import { existsSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../projectRoot.ts';
import { readSource } from '../readSources.ts';

/** The sources of the package's entry points that exist, by the map in package.json. */
export function docEntries(): readonly string[] {
  const { exports } = JSON.parse(readSource('package.json').text) as { exports: object };
  const sources = typesIn(exports).map((file) => file.replace(/^\.\/dist\/(.*)\.d\.ts$/, '$1.ts'));
  return sources.filter((file) => existsSync(path.join(projectRoot, file)));
}

// A target is a file, or an object with a target for each condition.
function typesIn(target: unknown): readonly string[] {
  if (typeof target === 'string') return target.endsWith('.d.ts') ? [target] : [];
  return Object.values(target ?? {}).flatMap(typesIn);
}

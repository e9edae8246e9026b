import path from 'node:path';
import { exportedNames } from './exportedNames.ts';

/**
 * Whether an export of a file bears the file's name, alone or with a word beside it: `limits.ts` may
 * export `WireLimits`. A name in the plural fits an export in the singular.
 */
export function isNamedAfterAnExport(file: string, text: string): boolean {
  const word = path.posix.basename(file, '.ts').toLowerCase().replace(/s$/, '');
  const names = exportedNames(text);
  return names.length === 0 || names.some((name) => name.toLowerCase().includes(word));
}

import path from 'node:path';
import { exportedNames } from '../architecture/exportedNames.ts';
import { withoutComments } from '../architecture/withoutComments.ts';

/** Where an export is declared, and the name that it has there. */
export interface Declaration {
  readonly file: string;
  readonly name: string;
}

const list = /^export\s+(?:type\s+)?\{(?<names>[^}]*)\}(?:\s*from\s*['"](?<from>[^'"]+)['"])?/gm;
const star = /^export\s+\*\s+from\s*['"](?<from>[^'"]+)['"]/gm;
const imported = /^import\s+(?:type\s+)?\{(?<names>[^}]*)\}\s*from\s*['"](?<from>[^'"]+)['"]/gm;

/** The declarations of everything that a file exports, followed through the files it exports from. */
export function findDeclarations(
  file: string,
  read: (file: string) => string,
): readonly Declaration[] {
  const text = withoutComments(read(file));
  const own = exportedNames(text).map((name) => ({ file, name }));
  const listed = [...text.matchAll(list)].flatMap((match) => {
    const from = match.groups?.['from'];
    return pairsIn(match.groups?.['names'] ?? '').flatMap(({ name }) =>
      from === undefined ? local(file, name, text, read) : behind(file, from, name, read),
    );
  });
  const starred = [...text.matchAll(star)].flatMap((match) =>
    findDeclarations(beside(file, match.groups?.['from'] ?? ''), read),
  );
  return [...own, ...listed, ...starred];
}

type Read = (file: string) => string;

// A name listed without `from` is declared in the file, or imported into it.
function local(file: string, name: string, text: string, read: Read): readonly Declaration[] {
  for (const match of text.matchAll(imported)) {
    const pair = pairsIn(match.groups?.['names'] ?? '').find((one) => one.as === name);
    if (pair) return behind(file, match.groups?.['from'] ?? '', pair.name, read);
  }
  return [{ file, name }];
}

// The declaration behind `export { name } from 'from'`. What other packages declare is theirs.
function behind(file: string, from: string, name: string, read: Read): readonly Declaration[] {
  if (!from.startsWith('.')) return [];
  const target = beside(file, from);
  const text = withoutComments(read(target));
  if (exportedNames(text).includes(name)) return [{ file: target, name }];
  for (const match of text.matchAll(list)) {
    const pair = pairsIn(match.groups?.['names'] ?? '').find((one) => one.as === name);
    const next = match.groups?.['from'];
    if (pair && next === undefined) return local(target, pair.name, text, read);
    if (pair && next !== undefined) return behind(target, next, pair.name, read);
  }
  const stars = [...text.matchAll(star)].map((match) => match.groups?.['from'] ?? '');
  return stars.flatMap((next) => behind(target, next, name, read)).slice(0, 1);
}

function pairsIn(names: string): readonly { readonly name: string; readonly as: string }[] {
  const parts = names.split(',').map((part) => part.trim().replace(/^type\s+/, ''));
  return parts.filter(Boolean).map((part) => {
    const [name = '', as = name] = part.split(/\s+as\s+/);
    return { name, as };
  });
}

function beside(file: string, from: string): string {
  return path.posix.join(path.posix.dirname(file), from);
}

import path from 'node:path';

/** The folders in which names are new after a folder was made, with `made` as the first of those above it. */
export function foldersAbove(folder: string, made: string): readonly string[] {
  const top = path.dirname(path.resolve(made));
  const above: string[] = [];
  for (let at = path.resolve(folder); at !== top;) {
    at = path.dirname(at);
    above.push(at);
  }
  return above;
}

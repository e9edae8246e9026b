import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { CrashResult } from './crashResult.ts';

/** The rows of a folder of NDJSON files, in the order in which they were written. */
export async function* readFiles(folder: string): AsyncGenerator<CrashResult> {
  const files = (await readdir(folder)).filter((name) => name.endsWith('.ndjson'));
  const inOrder = new Intl.Collator('en', { numeric: true });
  for (const name of files.toSorted((a, b) => inOrder.compare(a, b))) {
    const text = await readFile(path.join(folder, name), 'utf8');
    for (const line of text.split('\n')) if (line !== '') yield JSON.parse(line) as CrashResult;
  }
}

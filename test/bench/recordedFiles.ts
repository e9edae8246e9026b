import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { lastValueFrom } from 'rxjs';
import { fromArray } from '../../operators/index.ts';
import { writeRecording } from '../../src/sources/index.ts';
import type { Compression } from '../../src/sources/index.ts';

/** Files of one process, which are gone when it ends. */
function temporaryFile(name: string): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'millrace-bench-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return path.join(folder, name);
}

/** A file of rows, and how large it is. */
export interface RowFile {
  readonly file: string;
  readonly bytes: number;
}

const ROWS_A_WRITE = 5_000;

/** Writes rows as lines of JSON. */
export async function writeLines(rows: readonly object[]): Promise<RowFile> {
  const file = temporaryFile('rows.ndjson');
  const handle = await open(file, 'w');
  for (let start = 0; start < rows.length; start += ROWS_A_WRITE) {
    const part = rows.slice(start, start + ROWS_A_WRITE);
    await handle.write(part.map((row) => `${JSON.stringify(row)}\n`).join(''));
  }
  await handle.close();
  return { file, bytes: statSync(file).size };
}

/** Writes rows as a recording, by the default size of blocks. */
export async function writeRecorded(
  rows: readonly object[],
  compress: Compression,
): Promise<RowFile> {
  const file = temporaryFile('rows.recording');
  const { bytes } = await lastValueFrom(writeRecording(fromArray(rows), { file, compress }));
  return { file, bytes };
}

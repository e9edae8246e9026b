import { spawn } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { seededRandom } from '../../../src/runtime/index.ts';
import * as assert from '../../support/assert.ts';
import { suite } from '../../support/suite.ts';
import { withFolder } from '../../support/withFolder.ts';

const test = suite('file sinks of a program that is killed');

const program = fileURLToPath(new URL('programs/filesGraph.js', import.meta.url));

interface Ended {
  readonly code: number | null;
  readonly err: string;
}

/** Runs the program, and kills it when it has come so far. */
function started(folder: string, killAt: number): Promise<Ended> {
  const child = spawn(process.execPath, [program, folder]);
  let [seen, err] = [0, ''];
  child.stdout.on('data', (data: Buffer) => {
    seen += data.length;
    if (seen >= killAt) child.kill('SIGKILL');
  });
  child.stderr.on('data', (data: Buffer) => (err += data.toString()));
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, err })));
}

/** The lines of all files whose names begin so, in the order of the files' names. */
async function linesOf(folder: string, name: string): Promise<string[]> {
  const found = await readdir(folder, { recursive: true });
  const files = found.filter((file) => path.basename(file).startsWith(`${name}-`));
  files.sort((a, b) => (path.basename(a) < path.basename(b) ? -1 : 1));
  const texts = await Promise.all(files.map((file) => readFile(path.join(folder, file), 'utf8')));
  return texts.flatMap((text) => text.split(/\r?\n/).filter((line) => line !== ''));
}

test('the rows are those of a program that is not, each once and in order', () =>
  withFolder(async (folder) => {
    const random = seededRandom(3);
    let kills = 0;
    let last: Ended | undefined;
    for (let starts = 0; last === undefined && starts < 20; starts += 1) {
      const ended = await started(folder, kills < 5 ? 1 + Math.floor(random() * 10) : Infinity);
      if (ended.code === null) kills += 1;
      else last = ended;
    }
    assert.equal(last, { code: 0, err: '' });
    assert.ok(kills >= 3, `it was killed ${kills} times only`);
    const rows = await linesOf(folder, 'events');
    assert.equal(
      rows,
      Array.from({ length: 15_000 }, (_, n) => JSON.stringify({ n, key: `k${n % 7}` })),
    );
    const counts = (await linesOf(folder, 'counts')).filter((line) => line !== 'key,start,n');
    assert.is(new Set(counts.map((line) => line.split(',', 2).join())).size, counts.length);
    assert.is(
      counts.reduce((sum, line) => sum + Number(line.split(',')[2]), 0),
      15_000,
    );
    const hidden = (await readdir(folder)).filter((name) => name.endsWith('.part'));
    assert.equal(hidden, []);
  }));

test.run();

import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { setTimeout } from 'node:timers/promises';
import * as assert from '../assert.ts';
import { suite } from '../suite.ts';
import { KeptServer } from './keptServer.ts';

const test = suite('KeptServer');

const sleeper = { command: 'sleep', args: ['1000'], ready: async () => undefined };

test('ends the server and removes its folder when it is stopped', async () => {
  const kept = await KeptServer.prepare();
  await kept.start(sleeper);
  const { folder, pid } = kept;
  assert.ok(existsSync(folder) && isAlive(pid));
  await kept.stop();
  assert.ok(!existsSync(folder) && !isAlive(pid));
});

test('starts a server again that was killed, and runs commands to their end', async () => {
  const kept = await KeptServer.prepare();
  await kept.run({ command: 'touch', args: ['made'] });
  assert.ok(existsSync(`${kept.folder}/made`));
  await kept.start(sleeper);
  const { pid } = kept;
  await kept.kill();
  assert.ok(!isAlive(pid));
  await kept.start(sleeper);
  assert.ok(kept.pid !== pid && isAlive(kept.pid));
  await kept.stop();
});

test('tells with which words a server ended that should be ready', async () => {
  const kept = await KeptServer.prepare();
  const failing = { command: 'ls', args: ['not-there'], ready: () => Promise.reject(new Error()) };
  const texts: (string | void)[] = [];
  for (const command of ['ls', 'no-such']) {
    const text = kept.start({ ...failing, command }).catch((error: unknown) => String(error));
    texts.push(await text);
  }
  assert.match(texts[0] ?? '', /^Error: ls ended with 2\n.*not-there/s);
  assert.match(texts[1] ?? '', 'ENOENT');
  await kept.stop();
});

test('leaves nothing behind a test that is killed', async () => {
  const holder = fork(fileURLToPath(new URL('holder.js', import.meta.url)));
  const { folder, pid } = await heard(holder);
  assert.ok(existsSync(folder) && isAlive(pid));
  holder.kill('SIGKILL');
  while (existsSync(folder) || isAlive(pid)) await setTimeout(5);
});

interface Held {
  readonly folder: string;
  readonly pid: number;
}

async function heard(holder: ChildProcess): Promise<Held> {
  const [message] = (await once(holder, 'message')) as [Held];
  return message;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

test.run();

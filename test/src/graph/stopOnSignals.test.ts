import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import * as assert from '../../support/assert.ts';
import { suite } from '../../support/suite.ts';

const test = suite('stopOnSignals');

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs the program until it says that it runs, sends it these signals, and waits for its end. */
function stopped(mode: string, timeout: number, ...signals: NodeJS.Signals[]): Promise<Ended> {
  const program = fileURLToPath(new URL('programs/stoppingGraph.js', import.meta.url));
  const child = spawn(process.execPath, [program, mode, String(timeout)]);
  let [out, err] = ['', ''];
  let next = 0;
  child.stdout.on('data', (data: Buffer) => {
    out += data.toString();
    const lines = out.split('\n').length - 1;
    // Each signal waits for a further line: the second one comes when the first was heard.
    while (next < Math.min(lines, signals.length)) child.kill(signals[next++]);
  });
  child.stderr.on('data', (data: Buffer) => (err += data.toString()));
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, out, err })));
}

test('at SIGTERM a last checkpoint is taken, the sinks commit, and the process exits with 0', async () => {
  const { code, out, err } = await stopped('take', 10_000, 'SIGTERM');
  assert.is(err, '');
  assert.is(
    out,
    'running\nstopping at SIGTERM\n1 checkpoints when it closes\n1 checkpoints, rows: true\n',
  );
  assert.is(code, 0);
});

test('at SIGINT too', async () => {
  const { code, out } = await stopped('take', 10_000, 'SIGINT');
  assert.is(
    out,
    'running\nstopping at SIGINT\n1 checkpoints when it closes\n1 checkpoints, rows: true\n',
  );
  assert.is(code, 0);
});

test('a second signal ends it at once', async () => {
  const { code, out } = await stopped('hang', 60_000, 'SIGINT', 'SIGTERM');
  assert.match(out, 'stopping at SIGINT');
  assert.is(code, 143);
});

test('what takes too long ends with 1 and a word', async () => {
  const { code, err } = await stopped('hang', 200, 'SIGTERM');
  assert.match(err, 'not stopped in good order: the graph has not stopped within 200 ms');
  assert.is(code, 1);
});

test('what fails ends with 1 and the reason', async () => {
  const { code, err } = await stopped('fail', 10_000, 'SIGTERM');
  assert.match(err, 'not stopped in good order: graph');
  assert.match(err, 'nobody takes it');
  assert.is(code, 1);
});

test('what throws when it is told does not keep the graph from stopping, and ends with 1', async () => {
  const { code, out, err } = await stopped('throw', 10_000, 'SIGTERM');
  assert.is(
    out,
    'running\nstopping at SIGTERM\n1 checkpoints when it closes\n1 checkpoints, rows: true\n',
  );
  assert.is(err, 'not stopped in good order: nobody to tell\n');
  assert.is(code, 1);
});

test.run();

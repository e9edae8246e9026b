// A process that keeps a server for a test: it starts it when told, and when the test's process is gone,
// however that ended, it ends the server and removes its folder.
import { type ChildProcess, spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import type { FromKeeper, ToKeeper } from './toKeeper.ts';

const folder = process.argv[2] ?? '';
let server: ChildProcess | undefined;
let endBy: NodeJS.Signals = 'SIGKILL';

function start({ command, args, env, uid, gid, endBy: signal = 'SIGKILL' }: ToKeeper): void {
  endBy = signal;
  const owner = uid === undefined ? {} : { uid, gid };
  const started = spawn(command, args, {
    cwd: folder,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'inherit', 'inherit'],
    ...owner,
  });
  server = started;
  let why: string | undefined;
  started.on('error', (error) => (why = error.message));
  started.on('close', (code, signalled) => {
    server = undefined;
    tell({ kind: 'ended', why: why ?? `ended with ${code ?? signalled}` });
  });
  if (started.pid !== undefined) tell({ kind: 'started', pid: started.pid });
}

function tell(message: FromKeeper): void {
  if (process.connected) process.send?.(message);
}

function end(): void {
  const gone = (): void => {
    rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
    process.exit();
  };
  if (server === undefined) gone();
  else {
    server.on('close', gone);
    server.kill(endBy);
    setTimeout(() => server?.kill('SIGKILL'), 2000).unref();
  }
}

process.on('message', (message) => start(message as ToKeeper));
process.on('disconnect', end);
// It may have happened while this was loaded.
if (!process.connected) end();
// Whoever ends the whole group of processes means the test, which takes the channel down.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);

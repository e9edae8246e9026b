import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { GuardEvent } from './guardEvent.ts';

/** Everything that was seen of one test file's process. */
export interface FileRun {
  readonly file: string;
  readonly events: readonly GuardEvent[];
  readonly output: string;
  /** How the process ended: its exit code, or the signal that ended it. */
  readonly end: number | string;
  /** The limit, in milliseconds, after which it was stopped, if it was. */
  readonly stoppedAfter: number | undefined;
}

/** How long a test file may take when it says nothing else, in milliseconds. */
export const defaultDeadline = 300_000;

const child = fileURLToPath(new URL('./child.js', import.meta.url));
const outputLimit = 1_000_000;

/** Runs one test file in a process of its own and stops it when it hangs or lingers. */
export function runFile(
  file: string,
  deadline: number = defaultDeadline,
  env: NodeJS.ProcessEnv = process.env,
): Promise<FileRun> {
  const watched = fork(child, [file], { stdio: ['ignore', 'pipe', 'pipe', 'ipc'], env });
  const output = collectOutput(watched);
  const events: GuardEvent[] = [];
  const limit = stopAfter(watched, deadline);
  watched.on('message', (event: GuardEvent) => {
    events.push(event);
    if (event.kind === 'deadline') limit.set(event.milliseconds);
    if (event.kind === 'lingering') watched.kill('SIGKILL');
  });
  return new Promise((resolve) => {
    watched.on('close', (code, signal) => {
      limit.clear();
      const end = code ?? signal ?? 'unknown';
      resolve({ file, events, output: output(), end, stoppedAfter: limit.passed() });
    });
  });
}

interface Limit {
  set(milliseconds: number): void;
  clear(): void;
  passed(): number | undefined;
}

function stopAfter(watched: ChildProcess, deadline: number): Limit {
  let passed: number | undefined;
  let timer: NodeJS.Timeout | undefined;
  const clear = (): void => clearTimeout(timer);
  const set = (milliseconds: number): void => {
    clear();
    timer = setTimeout(() => {
      passed = milliseconds;
      watched.kill('SIGKILL');
    }, milliseconds);
  };
  set(deadline);
  return { set, clear, passed: () => passed };
}

function collectOutput(watched: ChildProcess): () => string {
  const parts: string[] = [];
  let size = 0;
  const take = (part: Buffer): void => {
    if (size < outputLimit) parts.push(part.toString());
    size += part.length;
  };
  watched.stdout?.on('data', take);
  watched.stderr?.on('data', take);
  return () => parts.join('') + (size > outputLimit ? '\n… (more output was left out)\n' : '');
}

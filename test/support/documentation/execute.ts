import { execFile } from 'node:child_process';
import { projectRoot } from '../projectRoot.ts';

/** How a process ended and what it printed. */
export interface Outcome {
  readonly failed: boolean;
  readonly output: string;
}

const timeout = 60_000;

/** Runs Node with these arguments in the project's folder; what takes a minute is stopped. */
export function execute(args: readonly string[]): Promise<Outcome> {
  return new Promise((resolve) => {
    const options = { cwd: projectRoot, timeout, killSignal: 'SIGKILL' as const };
    execFile(process.execPath, args, options, (error, stdout, stderr) => {
      const why = error?.killed ? `stopped after ${timeout / 1000} s\n` : '';
      resolve({ failed: error !== null, output: `${why}${stdout}${stderr}` });
    });
  });
}

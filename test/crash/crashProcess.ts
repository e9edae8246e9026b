import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { CrashPlan } from './crashPlan.ts';

const SCRIPT = fileURLToPath(new URL('crashChild.js', import.meta.url));

/** What a process tells of itself. */
export interface Told {
  /** How long after its start the first event went through, in ms. */
  readonly atWork?: number;
  readonly stored?: number;
  readonly bytes?: number;
  readonly took?: number;
  readonly failed?: string;
  readonly finished?: true;
}

/** When a process is killed: so many ms after its start, or after its first event went through. */
export interface Kill {
  readonly behind: 'start' | 'work';
  readonly after: number;
}

/** How a process ended. */
export interface Life {
  readonly wasKilled: boolean;
  readonly told: readonly Told[];
  /** What it wrote to its standard error. */
  readonly errors: string;
}

/** Starts a process of the graph, and kills it when its time is over, unless it is done before. */
export function runLife(
  plan: CrashPlan,
  kill: Kill | undefined,
  whenFinished: () => Promise<unknown>,
): Promise<Life> {
  return new Promise((resolve) => {
    const child = fork(SCRIPT, [JSON.stringify(plan)], {
      stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
    });
    const told: Told[] = [];
    let errors = '';
    child.stderr?.on('data', (data: Buffer) => {
      errors += data.toString();
    });
    let timer: ReturnType<typeof setTimeout> | undefined;
    const arm = (behind: Kill['behind']): void => {
      if (kill?.behind === behind) timer = setTimeout(() => child.kill('SIGKILL'), kill.after);
    };
    arm('start');
    child.on('message', (message: Told) => {
      told.push(message);
      if (message.atWork !== undefined) arm('work');
      if (message.finished) clearTimeout(timer);
      // What it serves is read to its end before it may go.
      if (message.finished) void whenFinished().then(() => child.send('end'));
    });
    child.once('exit', (_, signal) => {
      clearTimeout(timer);
      resolve({ wasKilled: signal === 'SIGKILL', told, errors });
    });
  });
}

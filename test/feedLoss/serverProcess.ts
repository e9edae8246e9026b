import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const SCRIPT = fileURLToPath(new URL('lossServer.js', import.meta.url));

/** A server in a process of its own, which is killed and started again on its port and its logs. */
export class ServerProcess {
  readonly #folder: string;
  #child: ChildProcess | undefined;
  port = 0;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async start(): Promise<void> {
    const child = fork(SCRIPT, [this.#folder, String(this.port)]);
    this.#child = child;
    const answer = (await Promise.race([once(child, 'message'), died(child)])) as [Started];
    this.port = answer[0].port;
  }

  async kill(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child === undefined) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }

  /** Completes the feeds, and gives where each ends. */
  async end(): Promise<Readonly<Record<string, number>>> {
    const child = this.#child as ChildProcess;
    child.send('end');
    const answer = (await Promise.race([once(child, 'message'), died(child)])) as [Ended];
    return answer[0].heads;
  }
}

interface Started {
  readonly port: number;
}

interface Ended {
  readonly heads: Readonly<Record<string, number>>;
}

async function died(child: ChildProcess): Promise<never> {
  const [code] = (await once(child, 'exit')) as [number | null];
  throw new Error(`the server ended by itself with ${code}`);
}

import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { chown, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { FromKeeper, ToKeeper } from './toKeeper.ts';

/** Between two looks at whether a server is ready, in milliseconds. */
const PAUSE = 5;
/** Looks after which a server that lives and is not ready is given up. */
const LOOKS = 4000;
const SHOWN = 4000;

const keeper = fileURLToPath(new URL('keeper.js', import.meta.url));

/** What a server is run by, and how to see that it is ready. */
export interface ServerSpec extends ToKeeper {
  /** Resolves when the server takes requests, rejects while it does not. */
  readonly ready: () => Promise<unknown>;
}

/** A folder for a server, and a process beside the test's that ends what runs in it. */
export class KeptServer {
  readonly folder: string;
  readonly #keeper: ChildProcess;
  #output = '';
  #ended: string | undefined = 'was not started';
  #pid = 0;

  private constructor(folder: string) {
    this.folder = folder;
    this.#keeper = fork(keeper, [folder], { stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
    this.#keeper.stdout?.on('data', (part) => this.#print(part));
    this.#keeper.stderr?.on('data', (part) => this.#print(part));
    this.#keeper.on('message', (message) => this.#hear(message as FromKeeper));
  }

  /** @param owner the user and group that the folder belongs to, where it is not the tests' user */
  static async prepare(owner?: {
    readonly uid: number;
    readonly gid: number;
  }): Promise<KeptServer> {
    const folder = await mkdtemp(path.join(tmpdir(), 'millrace-server-'));
    if (owner !== undefined) await chown(folder, owner.uid, owner.gid);
    return new KeptServer(folder);
  }

  /** The process of the server that was started last. */
  get pid(): number {
    return this.#pid;
  }

  /** Runs a command to its end. */
  async run(command: ToKeeper): Promise<void> {
    this.#launch(command);
    await this.#untilEnded();
    if (this.#ended !== 'ended with 0') throw this.#failure(command);
  }

  /** Starts the server and waits until it is ready. */
  async start({ ready, ...command }: ServerSpec): Promise<void> {
    this.#launch(command);
    while (this.#pid === 0 && this.#ended === undefined) await once(this.#keeper, 'message');
    for (let look = 0; look < LOOKS; look += 1) {
      if (this.#ended !== undefined) throw this.#failure(command);
      try {
        await ready();
        return;
      } catch {
        await setTimeout(PAUSE);
      }
    }
    throw this.#failure(command);
  }

  /** Ends the server at once, as a crash of it does. */
  async kill(): Promise<void> {
    process.kill(this.#pid, 'SIGKILL');
    await this.#untilEnded();
  }

  /** Ends the server and removes its folder. */
  async stop(): Promise<void> {
    const gone = once(this.#keeper, 'exit');
    this.#keeper.disconnect();
    await gone;
  }

  #launch(command: ToKeeper): void {
    this.#ended = undefined;
    this.#pid = 0;
    this.#output = '';
    this.#keeper.send(command);
  }

  async #untilEnded(): Promise<void> {
    while (this.#ended === undefined) await once(this.#keeper, 'message');
  }

  #hear(message: FromKeeper): void {
    if (message.kind === 'started') this.#pid = message.pid;
    else this.#ended = message.why;
  }

  #print(part: unknown): void {
    this.#output = `${this.#output}${String(part)}`.slice(-SHOWN);
  }

  #failure({ command }: ToKeeper): Error {
    return new Error(`${command} ${this.#ended ?? 'is not ready'}\n${this.#output}`);
  }
}

import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { FanOutServer } from './fanOutServer.ts';

/** What is asked of the process of the subscribers. */
export type ClientOrder = 'poll' | 'stall' | 'times' | 'tell';

/** What it tells. */
export interface ClientReport {
  readonly ready?: true;
  /** The frames that came to all of them. */
  readonly received?: number;
  /** What these carried, in bytes. */
  readonly bytes?: number;
  /** From the making of a message to its reading, in ms. */
  readonly delays?: readonly number[];
}

/** The subscribers of a server, in a process of their own. */
export class Subscribers {
  readonly count: number;
  readonly #child: ChildProcess;
  #received = 0;
  #bytes = 0;
  #waiting: (() => void)[] = [];

  private constructor(child: ChildProcess, count: number) {
    this.#child = child;
    this.count = count;
    child.on('message', ({ received, bytes }: ClientReport) => {
      this.#received = received ?? this.#received;
      this.#bytes = bytes ?? this.#bytes;
      for (const wake of this.#waiting.splice(0)) wake();
    });
  }

  /** Connects so many, and resolves when all of them are subscribers. */
  static async connect({ port, handshake }: FanOutServer, count: number): Promise<Subscribers> {
    const file = fileURLToPath(new URL('./client.js', import.meta.url));
    const child = fork(file, [String(port), String(count), JSON.stringify(handshake)]);
    await new Promise<void>((resolve, reject) => {
      child.once('message', () => resolve());
      child.once('exit', (code) => reject(new Error(`the subscribers ended with ${code}`)));
    });
    return new Subscribers(child, count);
  }

  /** The frames that came to all of them so far. */
  get received(): number {
    return this.#received;
  }

  /** What these carried, in bytes. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Waits until so many frames have come. */
  async until(frames: number): Promise<void> {
    while (this.#received < frames)
      await new Promise<void>((resolve) => {
        this.#waiting.push(resolve);
      });
  }

  order(order: ClientOrder): void {
    this.#child.send(order);
  }

  /** The times taken since they were asked for. */
  async delays(): Promise<readonly number[]> {
    this.order('tell');
    return new Promise((resolve) => {
      const take = ({ delays }: ClientReport): void => {
        if (delays === undefined) return;
        this.#child.off('message', take);
        resolve(delays);
      };
      this.#child.on('message', take);
    });
  }
}

import type { Milliseconds } from '../../operators/index.ts';
import type { Cancel, Runtime } from '../runtime/index.ts';

/** What a heartbeat needs of its connection. */
export interface HeartbeatConfig {
  readonly runtime: Runtime;
  readonly every: Milliseconds;
  readonly grace: Milliseconds;
  /** Asks the other side for a sign of life. */
  ping(): void;
  /** A number that rises when the other side takes bytes that had to wait; undefined: none wait. */
  progress(): number | undefined;
  /** The other side gave no sign of life. */
  dead(): void;
}

/** Pings every so often, and declares a connection dead that says nothing and takes nothing. */
export class Heartbeat {
  readonly #config: HeartbeatConfig;
  #next: Cancel;
  #deadline: Cancel | undefined;

  constructor(config: HeartbeatConfig) {
    this.#config = config;
    this.#next = config.runtime.setTimer(() => this.#ping(), config.every);
  }

  /** Anything came from the other side. */
  heard(): void {
    this.#deadline?.();
    this.#deadline = undefined;
  }

  #ping(): void {
    const { runtime, every, grace } = this.#config;
    this.#next = runtime.setTimer(() => this.#ping(), every);
    const progress = this.#config.progress();
    this.#deadline ??= runtime.setTimer(() => this.#judge(progress), grace);
    this.#config.ping();
  }

  /** A slow reader answers late because the ping waits behind data; while it reads it is alive. */
  #judge(before: number | undefined): void {
    this.#deadline = undefined;
    const now = this.#config.progress();
    const reads = before !== undefined && (now === undefined || now > before);
    if (!reads) this.#config.dead();
  }

  stop(): void {
    this.#next();
    this.heard();
  }
}

import type { Duplex } from 'node:stream';
import type { Frame } from './frame.ts';

/**
 * The way out to one client: ready frames go to the socket as they are. It holds nothing itself;
 * what the socket has not taken yet is bounded because writers ask `isFull` first.
 */
export class Outlet {
  readonly #socket: Duplex;
  readonly #maxBuffered: number;
  #sent = 0;

  constructor(socket: Duplex, maxBuffered: number) {
    this.#socket = socket;
    this.#maxBuffered = maxBuffered;
  }

  /** Whether so much waits in the socket that nothing more should be written before it drains. */
  get isFull(): boolean {
    // Only a socket that needs to drain will say so.
    return this.#socket.writableNeedDrain && this.buffered >= this.#maxBuffered;
  }

  get buffered(): number {
    return this.#socket.writableLength;
  }

  get sent(): number {
    return this.#sent;
  }

  /** Bytes that left while others wait; undefined when none wait. */
  get drained(): number | undefined {
    return this.buffered > 0 ? this.#sent - this.buffered : undefined;
  }

  write({ bytes }: Frame): void {
    if (!this.#socket.writable) return;
    this.#sent += bytes.length;
    this.#socket.write(bytes);
  }

  /** What `work` writes leaves in one system call. */
  together(work: () => void): void {
    this.#socket.cork();
    try {
      work();
    } finally {
      this.#socket.uncork();
    }
  }

  onDrain(callback: () => void): void {
    this.#socket.on('drain', callback);
  }
}

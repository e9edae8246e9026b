import type { Duplex } from 'node:stream';
import type { Codec } from '../wire/index.ts';
import type { Frame } from './frame.ts';
import { ToldSchemas } from './toldSchemas.ts';

/**
 * The way out to one client: ready frames go to the socket as they are, behind what has to be known to
 * read them. It holds nothing itself; what the socket has not taken yet is bounded because writers ask
 * `isFull` first.
 */
export class Outlet {
  readonly #socket: Duplex;
  readonly #maxBuffered: number;
  readonly #schemas: ToldSchemas;
  #sent = 0;
  #isTogether = false;

  constructor(socket: Duplex, codec: Codec, maxBuffered: number) {
    this.#socket = socket;
    this.#maxBuffered = maxBuffered;
    this.#schemas = new ToldSchemas(codec);
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

  write(frame: Frame): void {
    if (!this.#socket.writable) return;
    if (frame.schemas.length > 0) this.#writeSchemas(frame);
    this.#put(frame.bytes);
  }

  #writeSchemas(frame: Frame): void {
    for (const schema of this.#schemas.untold(frame)) this.#put(schema.bytes);
  }

  #put(bytes: Buffer): void {
    this.#sent += bytes.length;
    this.#socket.write(bytes);
  }

  /** What is written from here on until `parted` leaves in one system call; dearer for a frame alone. */
  together(): void {
    if (this.#isTogether) return;
    this.#isTogether = true;
    this.#socket.cork();
  }

  parted(): void {
    if (!this.#isTogether) return;
    this.#isTogether = false;
    this.#socket.uncork();
  }

  onDrain(callback: () => void): void {
    this.#socket.on('drain', callback);
  }
}

import type { Duplex } from 'node:stream';
import type { Codec } from '../wire/index.ts';
import type { Frame } from './frame.ts';
import { ToldSchemas } from './toldSchemas.ts';

/** So many bytes of answers may wait besides what has filled a socket. */
const MOST_ANSWERS = 65_536;

/**
 * The way out to one client: ready frames go to the socket as they are, behind what has to be known to
 * read them. It holds nothing itself; what the socket has not taken yet is bounded because writers ask
 * `isFull` first, or look at `isCrowded` behind an answer.
 */
export class Outlet {
  readonly #socket: Duplex;
  readonly #maxBuffered: number;
  readonly #schemas: ToldSchemas;
  #sent = 0;
  #isTogether = false;
  /** Bytes of answers that were written while it was full. */
  #answers = 0;

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

  /** Whether so many answers wait, too, that nothing should be asked any more before it drains. */
  get isCrowded(): boolean {
    return this.#answers >= MOST_ANSWERS;
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

  /** Writes what does not wait for room. */
  answer(frame: Frame): void {
    this.write(frame);
    if (this.isFull) this.#answers += frame.bytes.length;
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
    this.#socket.on('drain', () => {
      this.#answers = 0;
      callback();
    });
  }
}

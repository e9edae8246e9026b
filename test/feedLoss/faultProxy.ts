import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';

/** A server has said more than this when its welcome is through. */
const WELCOMED = 500;

/** The first byte of a WebSocket's close frame. */
const CLOSE_FRAME = 0x88;

/** What a proxy can do to the connection that goes through it. */
export type Fault = 'cut' | 'cutInFrame' | 'stall' | 'delay' | 'refuse' | 'blackHole';

/** One connection on its way. */
interface Link {
  readonly near: Socket;
  readonly far: Socket;
  /** How long each piece is held back, in ms. */
  delay: number;
  /** Nothing gets through any more, and nobody is told. */
  isHole: boolean;
  /** The next piece from the server is cut short, and the connection with it. */
  cutNext: CutInFrame | undefined;
  readonly timers: Set<NodeJS.Timeout>;
}

interface CutInFrame {
  /** How much of the last frame is missing, from 0 to 1. */
  readonly depth: number;
  readonly done: (struck: boolean) => void;
}

/**
 * Passes one client's connections on to a port and does harm to them: one live connection at a time,
 * or none.
 */
export class FaultProxy {
  /** How long the ends took to notice a black hole, in ms. */
  readonly noticed: number[] = [];
  readonly #server = createServer((near) => this.#accept(near));
  readonly #target: () => number;
  readonly #links = new Set<Link>();
  #current: Link | undefined;
  #isRefusing: ((struck: boolean) => void) | undefined;
  /** Called when the client connects again, and when the server gives a connection up. */
  #onAgain: (() => void) | undefined;
  #onGivenUp: ((isAlive: boolean) => void) | undefined;
  /** Called when the client says that it gives a connection up. */
  #onLeft: (() => void) | undefined;

  constructor(target: () => number) {
    this.#target = target;
  }

  async listen(): Promise<string> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return `ws://127.0.0.1:${(this.#server.address() as AddressInfo).port}/feed`;
  }

  /** The server is about to be killed: it notices nothing any more. */
  serverDies(): void {
    this.#onGivenUp?.(false);
  }

  /** Resolves with whether it struck a connection that was alive. */
  async strike(fault: Fault, ms: number, random: () => number): Promise<boolean> {
    const link = this.#current;
    if (link === undefined || link.far.bytesRead === 0) return false;
    if (fault === 'cut') return this.#cut(link);
    if (fault === 'cutInFrame') return this.#cutInFrame(link, random);
    if (fault === 'stall') return this.#stall(link, ms);
    if (fault === 'delay') return this.#delay(link);
    if (fault === 'refuse') return this.#refuse(link, ms);
    // Before the welcome other times hold than those of pings.
    return link.far.bytesRead > WELCOMED && (await this.#swallow(link));
  }

  #accept(near: Socket): void {
    this.#onAgain?.();
    if (this.#isRefusing !== undefined) {
      this.#isRefusing(true);
      near.on('error', () => undefined);
      near.resetAndDestroy();
      return;
    }
    const far = connect(this.#target(), '127.0.0.1');
    const timers = new Set<NodeJS.Timeout>();
    const link: Link = { near, far, delay: 0, isHole: false, cutNext: undefined, timers };
    this.#links.add(link);
    this.#current = link;
    this.#join(link, near, far, false);
    this.#join(link, far, near, true);
  }

  #join(link: Link, from: Socket, to: Socket, isDown: boolean): void {
    from.setNoDelay(true);
    from.on('error', () => undefined);
    from.on('data', (piece: Buffer) => this.#pass(link, to, piece, isDown));
    from.on('end', () => this.#later(link, () => to.end()));
    from.on('close', () => this.#closed(link, from));
  }

  #pass(link: Link, to: Socket, piece: Buffer, isDown: boolean): void {
    if (link.isHole) {
      if (!isDown && piece[0] === CLOSE_FRAME) this.#onLeft?.();
      return;
    }
    if (isDown && link.cutNext !== undefined) return this.#cutShort(link, link.cutNext, piece);
    this.#later(link, () => to.write(piece));
  }

  /** The order stays: all wait equally long, and timers of one length fire in their order. */
  #later(link: Link, work: () => void): void {
    if (link.isHole) return;
    if (link.delay === 0) return work();
    const timer = setTimeout(() => {
      link.timers.delete(timer);
      work();
    }, link.delay);
    link.timers.add(timer);
  }

  #closed(link: Link, socket: Socket): void {
    if (link.isHole && socket === link.far) this.#onGivenUp?.(true);
    if (this.#current === link) this.#current = undefined;
    // In a black hole neither end hears of the other's.
    if (!link.isHole) this.#destroy(link);
    if (link.near.destroyed && link.far.destroyed) this.#links.delete(link);
  }

  #destroy(link: Link): void {
    for (const timer of link.timers) clearTimeout(timer);
    link.cutNext?.done(false);
    link.cutNext = undefined;
    for (const socket of [link.near, link.far]) socket.destroy();
  }

  #cut(link: Link): boolean {
    link.near.resetAndDestroy();
    link.far.resetAndDestroy();
    this.#destroy(link);
    return true;
  }

  #cutInFrame(link: Link, random: () => number): Promise<boolean> {
    return new Promise((done) => {
      link.cutNext = { depth: random(), done };
    });
  }

  /** The end of the last frame is missing: none of this server has less than 8 bytes behind its head. */
  #cutShort(link: Link, { depth, done }: CutInFrame, piece: Buffer): void {
    const missing = 1 + Math.floor(depth * Math.min(7, piece.length - 1));
    link.cutNext = undefined;
    link.near.write(piece.subarray(0, piece.length - missing), () => this.#destroy(link));
    link.far.resetAndDestroy();
    done(true);
  }

  async #stall(link: Link, ms: number): Promise<boolean> {
    link.near.pause();
    link.far.pause();
    await pause(ms);
    link.near.resume();
    link.far.resume();
    return true;
  }

  /** From now on everything takes longer. */
  #delay(link: Link): boolean {
    link.delay = 20;
    return true;
  }

  /** Cuts the connection, and the next ones for a while; it struck when one was refused. */
  async #refuse(link: Link, ms: number): Promise<boolean> {
    const refused = new Promise<boolean>((resolve) => (this.#isRefusing = resolve));
    this.#cut(link);
    const struck = await refused;
    await pause(ms);
    this.#isRefusing = undefined;
    return struck;
  }

  /** Lets nothing through until both ends have given the connection up; false when the server died. */
  async #swallow(link: Link): Promise<boolean> {
    const start = performance.now();
    link.isHole = true;
    this.#current = undefined;
    const again = new Promise<void>((resolve) => (this.#onAgain = resolve));
    const givenUp = new Promise<boolean>((resolve) => (this.#onGivenUp = resolve));
    // How soon the client connects again is its own choice: what counts is when it knows.
    let left = Infinity;
    this.#onLeft = () => (left = performance.now());
    const now = (): number => performance.now();
    const [isAlive, givenUpAt, againAt] = await Promise.all([
      givenUp,
      givenUp.then(now),
      again.then(now),
    ]);
    if (isAlive) this.noticed.push(Math.max(givenUpAt, Math.min(left, againAt)) - start);
    this.#onLeft = undefined;
    this.#onAgain = undefined;
    this.#onGivenUp = undefined;
    return isAlive;
  }

  close(): void {
    this.#server.close();
    for (const link of this.#links) this.#destroy(link);
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

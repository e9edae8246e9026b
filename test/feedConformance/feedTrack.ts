import assert from 'node:assert/strict';
import type { FeedPeer, Message } from './feedPeer.ts';

/** An event as a subscription gets it. */
export interface TrackedEvent {
  readonly offset: number;
  readonly item: Message;
}

/** Events that do not come, and why. */
export interface TrackedLoss {
  readonly from: number;
  readonly to: number;
  readonly why: unknown;
}

/** Follows one subscription by the rules of the protocol, and fails at the first offset that is missing without a word. */
export class FeedTrack {
  readonly id: number;
  readonly epoch: unknown;
  readonly outcome: unknown;
  readonly floor: number;
  readonly begin: number;
  readonly events: TrackedEvent[] = [];
  readonly losses: TrackedLoss[] = [];
  next: number;
  isOver = false;
  /** The channel that carries it now. */
  ch: unknown;
  /** How many changes were accepted, and why the others were not. */
  changes = 0;
  readonly refusals: unknown[] = [];
  #watermark: number;

  constructor({ id, ch, epoch, off, floor, outcome, wm }: Message) {
    assert.ok(Number.isInteger(off) && Number(off) >= Number(floor), `off: ${String(off)}`);
    assert.deepEqual([typeof epoch, typeof ch, typeof id], ['string', 'number', 'number']);
    [this.id, this.ch, this.epoch, this.outcome] = [Number(id), ch, epoch, outcome];
    [this.floor, this.begin, this.next] = [Number(floor), Number(off), Number(off)];
    this.#watermark = timeOf(wm);
  }

  /** Subscribes and waits for the answer. */
  static async start(peer: FeedPeer, sub: Message): Promise<FeedTrack> {
    peer.send({ t: 'sub', ...sub });
    return new FeedTrack(await peer.next('subok', ({ id }) => id === sub['id']));
  }

  /** Reads messages until a condition holds. */
  async until(peer: FeedPeer, holds: () => boolean): Promise<void> {
    while (!holds()) this.take(await peer.any());
  }

  /** Reads messages until a ping has its answer. */
  async untilPong(peer: FeedPeer, n: number): Promise<void> {
    for (let message = await peer.any(); message['t'] !== 'pong' || message['n'] !== n;) {
      this.take(message);
      message = await peer.any();
    }
  }

  /** The answer to a change: all before its offset is there. */
  #change({ ch, off }: Message): void {
    assert.equal(off, this.next, 'setok: off');
    this.ch = ch;
    this.changes += 1;
  }

  take(message: Message): void {
    const { t, ch, id } = message;
    if (id === this.id && t === 'setok') return this.#change(message);
    if (id === this.id && t === 'err' && message['set'] === true)
      return void this.refusals.push(message['code']);
    if (t === 'err') throw new Error(JSON.stringify(message));
    if (id === this.id && t === 'skip') return this.#lose(message);
    if (ch !== this.ch) return;
    if (t === 'ev') this.#addAll(message);
    else if (t === 'pick') this.#pick(message);
    else if (t === 'skip') this.#lose(message);
    else if (t === 'mark') this.#mark(message);
    else if (t === 'end') this.isOver = true;
  }

  #addAll({ off, items, wm }: Message): void {
    const first = Number(off);
    assert.ok(first <= this.next, `events from ${first} where ${this.next} is next`);
    // What comes again for another subscription says nothing new.
    if (first + (items as Message[]).length <= this.next) return;
    (items as Message[]).forEach((item, i) => this.#add(first + i, item));
    this.#raise(wm);
  }

  #add(offset: number, item: Message): void {
    if (offset < this.next) return;
    checkItem(item);
    this.events.push({ offset, item });
    this.next = offset + 1;
  }

  #pick({ from, to, offs, items, why, wm }: Message): void {
    const [picked, all] = [offs as number[], items as Message[]];
    assert.ok(Number(from) <= this.next && Number(to) >= Number(from), 'pick: from, to');
    assert.equal(picked.length, all.length);
    assert.ok(picked.every((one, i) => one < Number(to) && one >= (picked[i - 1] ?? -1) + 1));
    picked.forEach((offset, i) => {
      if (offset > this.next) this.#leave(offset, why);
      this.#add(offset, all[i] as Message);
    });
    if (Number(to) > this.next) this.#leave(Number(to), why);
    this.#raise(wm);
  }

  #lose({ from, to, n, why }: Message): void {
    assert.ok(Number(from) <= this.next || why === 'epoch', `skip from ${String(from)}`);
    assert.equal(n, Number(to) - Number(from));
    if (Number(to) > this.next || why === 'epoch' || why === 'expired')
      this.losses.push({ from: Number(from), to: Number(to), why });
    this.next = Math.max(this.next, Number(to));
  }

  #leave(to: number, why: unknown): void {
    this.losses.push({ from: this.next, to, why });
    this.next = to;
  }

  #mark({ off, wm }: Message): void {
    assert.ok(Number(off) <= this.next, `a mark at ${String(off)} where ${this.next} is next`);
    this.#raise(wm);
  }

  #raise(wm: unknown): void {
    const watermark = timeOf(wm);
    assert.ok(watermark >= this.#watermark, `the watermark goes back to ${String(wm)}`);
    this.#watermark = watermark;
  }
}

/** A time of the wire as a number. */
export function timeOf(time: unknown): number {
  if (time === 'start') return -Infinity;
  if (time === 'end') return Infinity;
  assert.equal(typeof time, 'number');
  return time as number;
}

function checkItem({ op, et, win }: Message): void {
  assert.ok(['ins', 'upd', 'ret', 'del'].includes(String(op)), `op: ${String(op)}`);
  timeOf(et);
  if (win === undefined) return;
  const { s, e, pane, i, final } = win as Message;
  assert.ok(timeOf(s) < timeOf(e), 'win: s, e');
  assert.ok(['early', 'onTime', 'late'].includes(String(pane)), `pane: ${String(pane)}`);
  assert.deepEqual([Number.isInteger(i), typeof final], [true, 'boolean']);
}

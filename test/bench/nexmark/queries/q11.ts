import { count, filterEach, mapEach, sessionWindow } from 'millrace';
import { isBid } from '../events.ts';
import type { NexmarkEvent } from '../events.ts';
import { giveAll } from '../giveAll.ts';
import { watermarkAfter } from '../loopClock.ts';
import type { Loop, QueryDefinition } from '../nexmarkQuery.ts';
import { mix } from '../tally.ts';
import type { ResultSink } from '../tally.ts';

/** How often somebody bid without a pause. */
export interface BidSession {
  readonly bidder: number;
  readonly bids: number;
  readonly start: number;
  readonly end: number;
}

export const SESSION_GAP = 10_000;

/** User sessions: how many bids each bidder made before a silence of 10 s. */
export const q11: QueryDefinition<BidSession> = {
  name: 'q11',
  summary: 'bids of each bidder per session with a gap of 10 s',
  fingerprint: ({ bidder, bids, start, end }) => mix(bidder, bids, (end % 2 ** 31) + end - start),
  loop: (tally) => new SessionLoop(tally),
  chain: (input, tally) =>
    giveAll(
      input.stream().pipe(
        filterEach(isBid),
        sessionWindow({
          gap: SESSION_GAP,
          key: (bid) => bid.bidder,
          late: 'drop',
          aggregate: { bids: count() },
        }),
        mapEach(({ key, window, value }) => ({
          bidder: key,
          bids: value.bids,
          start: window.start,
          end: window.end,
        })),
      ),
      tally,
    ),
};

/** An open session; `bids` is 0 when it went up in another or was given. */
interface Session {
  readonly bidder: number;
  start: number;
  end: number;
  bids: number;
}

/** Sessions are looked at again when their end may have been passed, in buckets of so long. */
const BUCKET = 256;

/**
 * Open sessions by bidder, one of each as a rule; a session that the watermark has passed takes no more
 * bids, and is given when its bucket is over or its bidder comes again.
 */
class SessionLoop implements Loop {
  readonly #tally: ResultSink<BidSession>;
  readonly #open = new Map<number, Session | Session[]>();
  readonly #buckets = new Map<number, Session[]>();
  #watermark = -Infinity;
  #nextBucket = Number.NaN;

  constructor(tally: ResultSink<BidSession>) {
    this.#tally = tally;
  }

  step(event: NexmarkEvent): void {
    const { dateTime } = event;
    if (event.kind === 'bid') this.#take(event.bidder, dateTime);
    const watermark = watermarkAfter(dateTime);
    if (watermark > this.#watermark) {
      this.#watermark = watermark;
      if (watermark >= this.#nextBucket * BUCKET + BUCKET) this.#sweep();
    }
  }

  end(): void {
    for (const sessions of this.#buckets.values()) {
      for (const session of sessions) if (session.bids > 0) this.#give(session);
    }
  }

  #take(bidder: number, dateTime: number): void {
    const only = this.#open.get(bidder);
    const one = only !== undefined && !Array.isArray(only);
    if (one && dateTime < only.end && only.start < dateTime + SESSION_GAP) {
      if (only.end - 1 > this.#watermark) {
        only.bids += 1;
        if (dateTime < only.start) only.start = dateTime;
        if (dateTime + SESSION_GAP > only.end) only.end = dateTime + SESSION_GAP;
        return;
      }
    }
    this.#join(bidder, dateTime, only === undefined ? [] : one ? [only] : (only as Session[]));
  }

  #join(bidder: number, dateTime: number, sessions: readonly Session[]): void {
    const whole: Session = { bidder, start: dateTime, end: dateTime + SESSION_GAP, bids: 1 };
    const rest: Session[] = [];
    for (const session of sessions) {
      if (session.end - 1 <= this.#watermark) this.#give(session);
      else if (dateTime >= session.end || session.start >= dateTime + SESSION_GAP) {
        rest.push(session);
      } else {
        whole.start = Math.min(whole.start, session.start);
        whole.end = Math.max(whole.end, session.end);
        whole.bids += session.bids;
        session.bids = 0;
      }
    }
    const late = whole.end - 1 <= this.#watermark;
    if (!late) {
      rest.push(whole);
      this.#file(whole);
    }
    this.#keep(bidder, rest);
  }

  #keep(bidder: number, sessions: Session[]): void {
    const [first] = sessions;
    if (first === undefined) this.#open.delete(bidder);
    else this.#open.set(bidder, sessions.length === 1 ? first : sessions);
  }

  #file(session: Session): void {
    const bucket = Math.floor(session.end / BUCKET);
    const there = this.#buckets.get(bucket);
    if (there === undefined) this.#buckets.set(bucket, [session]);
    else there.push(session);
    if (!(this.#nextBucket <= bucket)) this.#nextBucket = bucket;
  }

  #sweep(): void {
    for (; this.#watermark >= this.#nextBucket * BUCKET + BUCKET; this.#nextBucket += 1) {
      const sessions = this.#buckets.get(this.#nextBucket);
      if (sessions === undefined) continue;
      this.#buckets.delete(this.#nextBucket);
      for (const session of sessions) {
        if (session.bids === 0) continue;
        if (session.end - 1 > this.#watermark) this.#file(session);
        else this.#close(session);
      }
    }
  }

  #close(session: Session): void {
    const open = this.#open.get(session.bidder);
    if (open === session) this.#open.delete(session.bidder);
    else if (Array.isArray(open))
      this.#keep(
        session.bidder,
        open.filter((one) => one !== session),
      );
    this.#give(session);
  }

  #give(session: Session): void {
    const { bidder, bids, start, end } = session;
    session.bids = 0;
    this.#tally.give({ bidder, bids, start, end });
  }
}

import type { Milliseconds } from '../kernel/index.ts';
import type { Key } from './pane.ts';
import type { Session } from './session.ts';

/**
 * The open sessions of all keys: a key's latest one inline, any earlier ones chained behind it.
 * Sessions of one key never overlap, so they end in the order in which they start, and those that an
 * event meets are neighbours.
 */
export class SessionMap<K extends Key> {
  readonly #latest = new Map<K, Session<K>>();
  /** 1 where sessions that touch are one, so that the strict comparisons below let them. */
  readonly #slack: 0 | 1;

  constructor(touching: boolean) {
    this.#slack = touching ? 1 : 0;
  }

  /** The session that an event of this time falls into, if it is the only one that its window meets. */
  only(key: K, timestamp: Milliseconds, end: Milliseconds): Session<K> | undefined {
    const session = this.#latestMet(key, timestamp, end);
    const other = session?.earlier;
    return other !== undefined && this.#reaches(other, timestamp) ? undefined : session;
  }

  /** The sessions that an event's own window overlaps, the one created first in front. */
  meeting(key: K, timestamp: Milliseconds, end: Milliseconds): Session<K>[] {
    const met: Session<K>[] = [];
    let session = this.#latestMet(key, timestamp, end);
    for (; session !== undefined && this.#reaches(session, timestamp); session = session.earlier) {
      met.push(session);
    }
    return met.length > 1 ? met.sort((a, b) => a.created - b.created) : met;
  }

  add(session: Session<K>): void {
    let later: Session<K> | undefined;
    let earlier = this.#latest.get(session.key);
    while (earlier !== undefined && earlier.start > session.start) {
      later = earlier;
      earlier = earlier.earlier;
    }
    this.#link(session, later);
    if (earlier !== undefined) this.#link(earlier, session);
  }

  remove(session: Session<K>): void {
    const { key, earlier, later } = session;
    if (earlier !== undefined) this.#link(earlier, later);
    else if (later !== undefined) later.earlier = undefined;
    else this.#latest.delete(key);
  }

  all(): Session<K>[] {
    return [...this.#latest.values()].flatMap((latest) => {
      const chain: Session<K>[] = [];
      for (let session: Session<K> | undefined = latest; session; session = session.earlier) {
        chain.push(session);
      }
      return chain;
    });
  }

  #link(session: Session<K>, later: Session<K> | undefined): void {
    session.later = later;
    if (later === undefined) this.#latest.set(session.key, session);
    else later.earlier = session;
  }

  /** The latest session that an event with the window [timestamp, end) meets. */
  #latestMet(key: K, timestamp: Milliseconds, end: Milliseconds): Session<K> | undefined {
    const beyond = end + this.#slack;
    let session = this.#latest.get(key);
    while (session !== undefined && session.start >= beyond) session = session.earlier;
    return session !== undefined && this.#reaches(session, timestamp) ? session : undefined;
  }

  /** Whether a session that does not begin too late for it reaches up to a time. */
  #reaches({ end }: Session<K>, timestamp: Milliseconds): boolean {
    return timestamp < end + this.#slack;
  }
}

import type { Milliseconds } from '../kernel/index.ts';
import type { Key } from './pane.ts';
import type { Session } from './session.ts';

/** The open sessions of all keys: a key's first one inline, any further ones chained behind it. */
export class SessionMap<K extends Key> {
  readonly #byKey = new Map<K, Session<K>>();
  readonly #gap: Milliseconds;
  /** 1 where sessions that touch are one, so that the strict comparisons below let them. */
  readonly #slack: 0 | 1;

  constructor(gap: Milliseconds, touching: boolean) {
    this.#gap = gap;
    this.#slack = touching ? 1 : 0;
  }

  /** The session that an event of this time falls into, if it is the only one that it meets. */
  only(key: K, timestamp: Milliseconds): Session<K> | undefined {
    const first = this.#byKey.get(key);
    if (first === undefined || first.next === undefined) {
      return first !== undefined && this.#meets(first, timestamp) ? first : undefined;
    }
    const met = this.meeting(key, timestamp);
    return met.length === 1 ? met[0] : undefined;
  }

  /** The sessions that an event of this time overlaps, the one created first in front. */
  meeting(key: K, timestamp: Milliseconds): Session<K>[] {
    const met: Session<K>[] = [];
    for (let session = this.#byKey.get(key); session !== undefined; session = session.next) {
      if (this.#meets(session, timestamp)) met.push(session);
    }
    return met.length > 1 ? met.sort((a, b) => a.created - b.created) : met;
  }

  add(session: Session<K>): void {
    session.next = this.#byKey.get(session.key);
    this.#byKey.set(session.key, session);
  }

  remove(session: Session<K>): void {
    const first = this.#byKey.get(session.key);
    if (first !== session) {
      let before = first;
      while (before !== undefined && before.next !== session) before = before.next;
      if (before !== undefined) before.next = session.next;
    } else if (session.next === undefined) this.#byKey.delete(session.key);
    else this.#byKey.set(session.key, session.next);
  }

  /** All sessions, those of one key from the one added first. */
  all(): Session<K>[] {
    return [...this.#byKey.values()].flatMap((first) => {
      const chain: Session<K>[] = [];
      for (let session: Session<K> | undefined = first; session; session = session.next) chain.unshift(session);
      return chain;
    });
  }

  #meets({ start, end }: Session<K>, timestamp: Milliseconds): boolean {
    return timestamp < end + this.#slack && timestamp + this.#gap + this.#slack > start;
  }
}

import { SESSION_GAP } from '../queries/q11.ts';
import type { BidSession } from '../queries/q11.ts';

/** The sessions of a bidder from the times of all bids, in any order. */
export function sessionsOf(bidder: number, times: readonly number[]): readonly BidSession[] {
  const sessions: BidSession[] = [];
  for (const start of times.toSorted((a, b) => a - b)) {
    const [last, end] = [sessions.at(-1), start + SESSION_GAP];
    if (last === undefined || start >= last.end) sessions.push({ bidder, bids: 1, start, end });
    else sessions[sessions.length - 1] = { ...last, bids: last.bids + 1, end };
  }
  return sessions;
}

import type { Arrivals } from './arrivals.ts';
import type { NaiveLate, NaiveOutcome, NaivePane } from './naivePane.ts';

/** Session windows, as their definition says it. */
export interface NaiveSessions {
  readonly gap: number;
  readonly touching: boolean;
  readonly lateness: number;
}

interface OpenSession<T> {
  key: unknown;
  created: number;
  start: number;
  end: number;
  events: T[];
  panes: number;
  standing: { start: number; end: number }[];
  fired: boolean;
}

/** Recomputes sessions: all that are open are looked at before and for every event. */
export function sessionPanes<T>(
  arriving: Arrivals<T>,
  { gap, touching, lateness }: NaiveSessions,
  keyOf: (value: T) => unknown,
  gapOf: (value: T) => number = () => gap,
): NaiveOutcome<T> {
  let open: OpenSession<T>[] = [];
  let created = 0;
  const panes: NaivePane<T>[] = [];
  const late: NaiveLate<T>[] = [];

  const give = (...of: Parameters<typeof firedBy<T>>): void => {
    panes.push(firedBy(...of));
  };

  const passTime = (watermark: number): void => {
    const due = open.filter(({ fired, end }) => !fired && end - 1 <= watermark);
    due.sort((a, b) => a.end - b.end || a.created - b.created);
    for (const session of due)
      give(session, 'onTime', session.end - 2, lateness === 0 || watermark === Infinity);
    open = open.filter(({ end }) => end - 1 + lateness > watermark);
  };

  for (const { value, timestamp, watermark } of arriving.events) {
    passTime(watermark);
    const key = keyOf(value);
    const own: OpenSession<T> = {
      key,
      created,
      start: timestamp,
      end: timestamp + gapOf(value),
      events: [],
      panes: 0,
      standing: [],
      fired: false,
    };
    const reach = touching ? 0 : 1;
    const met = open.filter(
      (other) =>
        other.key === key && other.start + reach <= own.end && own.start + reach <= other.end,
    );
    if (met.length === 0 && own.end - 1 + lateness <= watermark) {
      const behind = watermark - (own.end - 1 + lateness);
      late.push({ value, timestamp, watermark, behind, reason: 'windowClosed' });
      continue;
    }
    created += 1;
    const whole = joined([...met, own], value);
    open = [...open.filter((other) => !met.includes(other)), whole];
    if (whole.end - 1 <= watermark) give(whole, 'late', watermark, false);
  }
  passTime(arriving.atEnd);
  passTime(Infinity);
  return { panes, late, unassigned: 0 };
}

/** One session of several of a key, with one event more. */
function joined<T>(sessions: readonly OpenSession<T>[], value: T): OpenSession<T> {
  const parts = [...sessions].sort((a, b) => a.created - b.created);
  return {
    key: parts[0]?.key,
    created: Math.min(...parts.map((part) => part.created)),
    start: Math.min(...parts.map((part) => part.start)),
    end: Math.max(...parts.map((part) => part.end)),
    events: [...parts.flatMap((part) => part.events), value],
    panes: parts.reduce((sum, part) => sum + part.panes, 0),
    standing: parts.flatMap((part) => part.standing),
    fired: false,
  };
}

/** The pane of a session that fires now. */
function firedBy<T>(
  session: OpenSession<T>,
  timing: 'onTime' | 'late',
  before: number,
  final: boolean,
): NaivePane<T> {
  const { key, start, end, panes: index, standing: replaces } = session;
  const window = { start, end };
  session.panes += 1;
  session.standing = [window];
  session.fired = true;
  const events = [...session.events];
  return { key, window, events, timing, index, final, replaces, timestamp: end - 1, before };
}

import type { JoinArrival, JoinEvent } from './joinSteps.ts';

/** A result, by the numbers of its rows, with the step that brings it about. */
export interface NaiveRow {
  readonly step: number;
  readonly left: number | undefined;
  readonly right: number | undefined;
  readonly timestamp: number;
}

/** What a join must give. */
export interface NaiveJoin {
  readonly rows: NaiveRow[];
  /** The late events by step, with the watermark that each met. */
  readonly late: { step: number; id: number; watermark: number }[];
  /** How many rows are kept behind each step. */
  readonly kept: number[];
}

/** An accepted event. */
export interface Accepted extends JoinEvent {
  readonly step: number;
}

/** Splits the events by whether their time is over when they come. */
export function accept(
  arrivals: readonly JoinArrival[],
  lateBy: 'combined' | 'input',
  endOf: (event: JoinEvent) => number,
): { accepted: Accepted[]; late: NaiveJoin['late'] } {
  const accepted: Accepted[] = [];
  const late: NaiveJoin['late'] = [];
  for (const { step, event, own, before } of arrivals) {
    if (event === undefined) continue;
    const watermark = lateBy === 'input' ? Math.max(own, before) : before;
    if (endOf(event) <= watermark) late.push({ step, id: event.id, watermark });
    else accepted.push({ ...event, step });
  }
  return { accepted, late };
}

/** The step behind which the watermark of both has reached a time. */
export function stepReaching(arrivals: readonly JoinArrival[], time: number): number {
  return (arrivals.find(({ after }) => after >= time) as JoinArrival).step;
}

/** An interval join, with all rows kept for ever: every two accepted rows that fit are a pair. */
export function intervalRows(
  arrivals: readonly JoinArrival[],
  config: {
    readonly lower: (left: JoinEvent) => number;
    readonly upper: (left: JoinEvent) => number;
    /** The least that lower can be. */
    readonly lowest: number;
    readonly type: string;
    readonly lateBy: 'combined' | 'input';
  },
): NaiveJoin {
  const { type } = config;
  const { accepted, late } = accept(arrivals, config.lateBy, ({ at }) => at);
  const lefts = accepted.filter(({ side }) => side === 'left');
  const rights = accepted.filter(({ side }) => side === 'right');
  const fits = (left: Accepted, right: Accepted): boolean =>
    left.key === right.key &&
    right.at >= left.at + config.lower(left) &&
    right.at <= left.at + config.upper(left);
  const lastStep = (row: Accepted): number => {
    const empty = row.side === 'left' && config.lower(row) > config.upper(row);
    const until = row.side === 'left' ? row.at + config.upper(row) : row.at - config.lowest;
    return empty ? row.step : Math.max(row.step, stepReaching(arrivals, until));
  };
  const firstMeeting = (left: Accepted): number =>
    Math.min(
      ...rights.filter((right) => fits(left, right)).map(({ step }) => Math.max(step, left.step)),
    );
  const rows: NaiveRow[] = [];
  for (const left of lefts) {
    const partners = rights.filter((right) => fits(left, right));
    const alone = { left: left.id, right: undefined, timestamp: left.at };
    if (['inner', 'left', 'right', 'full'].includes(type)) {
      for (const right of partners) {
        const timestamp = Math.max(left.at, right.at);
        rows.push({
          step: Math.max(left.step, right.step),
          left: left.id,
          right: right.id,
          timestamp,
        });
      }
    }
    if (type === 'semi' && partners.length > 0) rows.push({ step: firstMeeting(left), ...alone });
    if (['left', 'full', 'anti'].includes(type) && partners.length === 0) {
      rows.push({ step: lastStep(left), ...alone });
    }
  }
  for (const right of rights) {
    if (!['right', 'full'].includes(type) || lefts.some((left) => fits(left, right))) continue;
    rows.push({ step: lastStep(right), left: undefined, right: right.id, timestamp: right.at });
  }
  const leaves = (row: Accepted): number => {
    const once = row.side === 'left' && (type === 'semi' || type === 'anti');
    return once ? Math.min(lastStep(row), firstMeeting(row)) : lastStep(row);
  };
  const left = accepted.map((row) => [row.step, leaves(row)] as const);
  const kept = arrivals.map(
    ({ step }) => left.filter(([came, gone]) => came <= step && gone > step).length,
  );
  return { rows, late, kept };
}

/** A window join: every window of every event is looked at by itself. */
export function windowRows(
  arrivals: readonly JoinArrival[],
  config: {
    readonly size: number;
    readonly every: number;
    readonly offset: number;
    readonly type: string;
    readonly lateBy: 'combined' | 'input';
  },
): NaiveJoin & { unassigned: number } {
  const { size, every, offset, type } = config;
  const startsOf = (at: number): number[] => {
    const starts = [];
    for (let start = at - size + 1; start <= at; start += 1) {
      if ((((start - offset) % every) + every) % every === 0) starts.push(start);
    }
    return starts;
  };
  const assigned = arrivals.filter(
    ({ event }) => event !== undefined && startsOf(event.at).length > 0,
  );
  const latest = ({ at }: JoinEvent): number => Math.max(...startsOf(at)) + size - 1;
  const { accepted, late } = accept(assigned, config.lateBy, latest);
  const metBy = (row: Accepted): number => {
    const { own, before } = arrivals[row.step] as JoinArrival;
    return config.lateBy === 'input' ? Math.max(own, before) : before;
  };
  const starts = [...new Set(accepted.flatMap(({ at }) => startsOf(at)))].sort((a, b) => a - b);
  const rows: NaiveRow[] = [];
  const spans: [came: number, gone: number][] = [];
  for (const start of starts) {
    const timestamp = start + size - 1;
    const held = accepted.filter(
      (row) => startsOf(row.at).includes(start) && timestamp > metBy(row),
    );
    if (held.length === 0) continue;
    const step = stepReaching(arrivals, timestamp);
    for (const row of held) spans.push([row.step, step]);
    const lefts = held.filter(({ side }) => side === 'left');
    const rights = held.filter(({ side }) => side === 'right');
    for (const left of lefts) {
      const partners = rights.filter(({ key }) => key === left.key);
      const alone = { step, left: left.id, right: undefined, timestamp };
      if (['inner', 'left', 'right', 'full'].includes(type)) {
        for (const right of partners)
          rows.push({ step, left: left.id, right: right.id, timestamp });
      }
      if (type === 'semi' && partners.length > 0) rows.push(alone);
      if (['left', 'full', 'anti'].includes(type) && partners.length === 0) rows.push(alone);
    }
    if (!['right', 'full'].includes(type)) continue;
    for (const right of rights.filter(({ key }) => !lefts.some((left) => left.key === key))) {
      rows.push({ step, left: undefined, right: right.id, timestamp });
    }
  }
  const kept = arrivals.map(
    ({ step }) => spans.filter(([came, gone]) => came <= step && gone > step).length,
  );
  const events = arrivals.filter(({ event }) => event !== undefined).length;
  return { rows, late, kept, unassigned: events - assigned.length };
}

/** An as-of join: the versions of a key, sorted, looked up once all of them are known. */
export function asOfRows(
  arrivals: readonly JoinArrival[],
  config: {
    readonly type: string;
    readonly lateBy: 'combined' | 'input';
    readonly maxAge: number;
    readonly deletes: (right: JoinEvent) => boolean;
  },
): NaiveJoin {
  const { accepted, late } = accept(arrivals, config.lateBy, ({ at }) => at);
  const rights = accepted.filter(({ side }) => side === 'right');
  const versionsOf = (key: string): Accepted[] =>
    rights.filter((right) => right.key === key).sort((a, b) => a.at - b.at || a.step - b.step);
  const lefts = accepted.filter(({ side }) => side === 'left');
  const rows = lefts
    .toSorted((a, b) => a.at - b.at || a.step - b.step)
    .flatMap((left): NaiveRow[] => {
      const held = versionsOf(left.key).findLast(({ at }) => at <= left.at);
      const fits =
        held !== undefined && !config.deletes(held) && held.at + config.maxAge >= left.at;
      if (!fits && config.type === 'inner') return [];
      const right = fits ? held.id : undefined;
      const step = stepReaching(arrivals, left.at);
      return [{ step, left: left.id, right, timestamp: left.at }];
    });
  const kept = arrivals.map(({ step, after }) => {
    const waiting = lefts.filter((left) => left.step <= step && left.at > after).length;
    const known = rights.filter((right) => right.step <= step);
    const useful = known.filter((right) => {
      if (right.at > after) return true;
      const newer = known.some(
        (other) =>
          other.key === right.key &&
          other.at <= after &&
          (other.at > right.at || (other.at === right.at && other.step > right.step)),
      );
      return !newer && !config.deletes(right) && right.at + config.maxAge > after;
    });
    return waiting + useful.length;
  });
  return { rows, late, kept };
}

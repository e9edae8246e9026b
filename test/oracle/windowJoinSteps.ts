import type { JoinArrival, JoinEvent } from './joinSteps.ts';
import type { NaiveJoin, NaiveRow } from './joinRows.ts';

/** The config of a window join, with windows of one size or sessions. */
export interface WindowJoinCase {
  readonly grid?: { readonly size: number; readonly every: number; readonly offset: number };
  readonly session?: { readonly gapOf: (event: JoinEvent) => number; readonly touching: boolean };
  readonly type: string;
  readonly lateBy: 'combined' | 'input';
  readonly lateness: number;
  readonly corrections: 'changes' | 'whole';
}

/** A result with its window, and why it is given. */
export interface PlacedRow extends NaiveRow {
  readonly window: { readonly start: number; readonly end: number };
  readonly timing: 'onTime' | 'late';
  readonly retract?: true;
}

/** A window with the events that it has taken, in order of arrival; sessions have those of one key. */
interface Held {
  readonly start: number;
  readonly end: number;
  readonly events: readonly JoinEvent[];
}

type Ids = readonly [left: number | undefined, right: number | undefined];

/**
 * A window join recomputed at each step: all results of all windows whose end has passed, before and
 * behind the step; what differs must come out.
 */
export function windowJoinSteps(
  arrivals: readonly JoinArrival[],
  config: WindowJoinCase,
): NaiveJoin & { rows: PlacedRow[] } {
  const rows: PlacedRow[] = [];
  const late: NaiveJoin['late'] = [];
  const kept: number[] = [];
  let held: readonly Held[] = [];
  let watermark = -Infinity;
  const rise = (to: number, step: number): void => {
    rows.push(...firings(held, config, watermark, to, step));
    held = held.filter(({ end }) => end - 1 + config.lateness > to);
    watermark = to;
  };
  for (const { step, event, own, before, after } of arrivals) {
    // An input that is there again can raise the watermark of both before its event is judged.
    rise(before, step);
    if (event !== undefined) {
      const judged = config.lateBy === 'input' ? Math.max(own, before) : before;
      const next = taken(held, event, config, judged);
      if (next === 'late') late.push({ step, id: event.id, watermark: judged });
      else {
        rows.push(...corrections(held, next, event, config, before, step));
        held = next;
      }
    }
    rise(after, step);
    kept.push(held.reduce((sum, { events }) => sum + events.length, 0));
  }
  return { rows, late, kept };
}

/** The windows with one more event in them; `'late'` where it comes too late for all of its own. */
function taken(
  held: readonly Held[],
  event: JoinEvent,
  config: WindowJoinCase,
  watermark: number,
): readonly Held[] | 'late' {
  const { grid, session, lateness } = config;
  const closed = (end: number): boolean => end - 1 + lateness <= watermark;
  if (session !== undefined) {
    const end = event.at + session.gapOf(event);
    const slack = session.touching ? 1 : 0;
    const met = held.filter(
      (other) =>
        other.events[0]?.key === event.key &&
        other.start < end + slack &&
        event.at < other.end + slack,
    );
    const events = [...met.flatMap((other) => other.events), event].sort((a, b) => a.id - b.id);
    const start = Math.min(event.at, ...met.map((other) => other.start));
    const merged = { start, end: Math.max(end, ...met.map((other) => other.end)), events };
    if (closed(merged.end)) return 'late';
    return [...held.filter((other) => !met.includes(other)), merged];
  }
  if (grid === undefined) throw new Error('no windows');
  const starts = [];
  for (let start = event.at - grid.size + 1; start <= event.at; start += 1) {
    if ((((start - grid.offset) % grid.every) + grid.every) % grid.every === 0) starts.push(start);
  }
  if (starts.length === 0) return held;
  const open = starts.filter((start) => !closed(start + grid.size));
  if (open.length === 0) return 'late';
  const others = held.filter(({ start }) => !open.includes(start));
  const grown = open.map((start) => {
    const there = held.find((other) => other.start === start)?.events ?? [];
    return { start, end: start + grid.size, events: [...there, event] };
  });
  return [...others, ...grown];
}

/** What an event changes in windows whose end the watermark has passed before. */
function corrections(
  before: readonly Held[],
  after: readonly Held[],
  event: JoinEvent,
  config: WindowJoinCase,
  watermark: number,
  step: number,
): PlacedRow[] {
  const passed = (windows: readonly Held[]): Held[] =>
    windows
      .filter(({ end }) => end - 1 <= watermark)
      .map((window) => ({
        ...window,
        events: window.events.filter(({ key }) => key === event.key),
      }))
      .filter(({ events }) => events.length > 0)
      .sort((a, b) => a.start - b.start);
  const [olds, news] = [passed(before), passed(after)];
  const place = ({ start, end }: Held) =>
    ({ step, timestamp: end - 1, window: { start, end }, timing: 'late' }) as const;
  if (config.corrections === 'whole') {
    return news
      .filter(({ events }) => events.includes(event))
      .flatMap((window) => shown(results(window, config.type), place(window)));
  }
  const without = (own: Held, others: readonly Held[]): Ids[] => {
    const same = others.find(({ start, end }) => start === own.start && end === own.end);
    const there = new Set(same === undefined ? [] : results(same, config.type).map(String));
    return results(own, config.type).filter((ids) => !there.has(String(ids)));
  };
  const spans = [...olds, ...news].map(({ start, end }) => ({ start, end }));
  const gone = (own: Held): PlacedRow[] =>
    shown(without(own, news), { ...place(own), retract: true });
  if (config.session !== undefined) {
    return [...olds.flatMap(gone), ...news.flatMap((own) => shown(without(own, olds), place(own)))];
  }
  const starts = [...new Set(spans.map(({ start }) => start))].sort((a, b) => a - b);
  return starts.flatMap((start) => [
    ...olds.filter((own) => own.start === start).flatMap(gone),
    ...news
      .filter((own) => own.start === start)
      .flatMap((own) => shown(without(own, olds), place(own))),
  ]);
}

/** The windows whose end the watermark passes, one after the other. */
function firings(
  held: readonly Held[],
  config: WindowJoinCase,
  before: number,
  after: number,
  step: number,
): PlacedRow[] {
  const first = ({ events }: Held, side: string): number =>
    events.find((event) => event.side === side)?.id ?? Number.MAX_SAFE_INTEGER;
  return held
    .filter(({ end }) => end - 1 > before && end - 1 <= after)
    .sort(
      (a, b) =>
        a.end - b.end ||
        first(a, 'left') - first(b, 'left') ||
        first(a, 'right') - first(b, 'right'),
    )
    .flatMap((window) => {
      const { start, end } = window;
      const place = { step, timestamp: end - 1, window: { start, end }, timing: 'onTime' } as const;
      return shown(results(window, config.type), place);
    });
}

function shown(results: readonly Ids[], place: Omit<PlacedRow, 'left' | 'right'>): PlacedRow[] {
  return results.map(([left, right]) => ({ left, right, ...place }));
}

/** All results of a window's events: left rows in order, then right rows without a partner. */
function results({ events }: Held, type: string): Ids[] {
  const lefts = events.filter(({ side }) => side === 'left');
  const rights = events.filter(({ side }) => side === 'right');
  const pairs = ['inner', 'left', 'right', 'full'].includes(type);
  const padded = ['left', 'full', 'anti'].includes(type);
  return [
    ...lefts.flatMap(({ id, key }): Ids[] => {
      const partners = rights.filter((right) => right.key === key);
      if (partners.length === 0) return padded ? [[id, undefined]] : [];
      if (pairs) return partners.map((right) => [id, right.id]);
      return type === 'semi' ? [[id, undefined]] : [];
    }),
    ...rights.flatMap(({ id, key }): Ids[] => {
      const alone = !lefts.some((left) => left.key === key);
      return alone && ['right', 'full'].includes(type) ? [[undefined, id]] : [];
    }),
  ];
}

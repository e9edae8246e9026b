import type { Deliveries } from './deliveries.ts';

// The rules of the board written down once more, as plain loops: nothing here is the engine's.

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const OUT_OF_ORDERNESS = 2 * HOUR;
const LATENESS = 12 * HOUR;

/** Which windows are meant: of a size, one begins every so often. */
export interface OracleGrid {
  readonly size: number;
  readonly every: number;
}

export const AIRPORT_HOURS: OracleGrid = { size: HOUR, every: 5 * MINUTE };
export const ROUTE_HOURS: OracleGrid = { size: HOUR, every: HOUR };

/** What happened in windows of one kind. */
export interface OracleCounts {
  readonly onTime: number;
  readonly corrections: number;
  readonly late: number;
}

/** What one flight is to one window that it belongs to and that is not closed. */
type Take = (flight: number, end: number, fired: boolean) => void;

/** Walks the flights with the watermark before each; returns how many were late. */
export function eachOpenWindow(flights: Deliveries, grid: OracleGrid, take: Take): number {
  const { size, every } = grid;
  let newest = -Infinity;
  let late = 0;
  for (let i = 0; i < flights.length; i += 1) {
    const time = flights.dates[i] as number;
    const watermark = newest - OUT_OF_ORDERNESS - 1;
    let open = 0;
    for (let start = Math.floor(time / every) * every; start + size > time; start -= every) {
      const last = start + size - 1;
      if (watermark >= last + LATENESS) continue;
      open += 1;
      take(i, start + size, watermark >= last);
    }
    if (open === 0) late += 1;
    newest = Math.max(newest, time);
  }
  return late;
}

/** Counts the panes of windows: one per key on time, one per flight that came after that. */
export function windowCounts(
  flights: Deliveries,
  grid: OracleGrid,
  keys: readonly number[],
): OracleCounts {
  const width = keys.reduce((most, key) => Math.max(most, key), 0) + 1;
  const windows = new Map<number, Uint8Array>();
  let [onTime, corrections] = [0, 0];
  const late = eachOpenWindow(flights, grid, (flight, end, fired) => {
    if (fired) {
      corrections += 1;
      return;
    }
    let seen = windows.get(end);
    if (seen === undefined) windows.set(end, (seen = new Uint8Array(width)));
    const key = keys[flight] as number;
    onTime += 1 - (seen[key] as number);
    seen[key] = 1;
  });
  return { onTime, corrections, late };
}

/** A session of departures that are more than an hour late, and the panes it has given. */
export interface OracleSession {
  readonly key: string;
  readonly start: number;
  readonly end: number;
  readonly delays: readonly number[];
  fired: boolean;
}

/** One firing of a session. */
export interface OracleSessionPane {
  readonly session: OracleSession;
  readonly timing: 'onTime' | 'late';
}

const GAP = 30 * MINUTE;

/** What comes of sessions: their panes (in no order), late flights, and how many stand. */
export function disruptionPanes(flights: Deliveries): {
  readonly panes: readonly OracleSessionPane[];
  readonly late: number;
  readonly standing: number;
} {
  const byOrigin = new Map<string, OracleSession[]>();
  const panes: OracleSessionPane[] = [];
  let [late, standing, newest] = [0, 0, -Infinity];
  const fireDue = (sessions: readonly OracleSession[], watermark: number): void => {
    for (const session of sessions) {
      if (session.fired || watermark < session.end - 1) continue;
      session.fired = true;
      panes.push({ session, timing: 'onTime' });
    }
  };
  for (let i = 0; i < flights.length; i += 1) {
    const watermark = newest - OUT_OF_ORDERNESS - 1;
    const start = flights.dates[i] as number;
    newest = Math.max(newest, start);
    const delay = flights.delays[i] as number;
    if (delay <= 60) continue;
    const key = flights.origins[i] as string;
    const before = byOrigin.get(key) ?? [];
    fireDue(before, watermark);
    const open = before.filter(({ end }) => watermark < end - 1 + LATENESS);
    byOrigin.set(key, open);
    const met = open.filter((one) => one.start < start + GAP && start < one.end);
    if (met.length === 0 && watermark >= start + GAP - 1 + LATENESS) {
      late += 1;
      continue;
    }
    const whole = join(key, met, start, delay);
    whole.fired = watermark >= whole.end - 1;
    if (whole.fired) panes.push({ session: whole, timing: 'late' });
    byOrigin.set(key, [...open.filter((one) => !met.includes(one)), whole]);
    standing += 1 - met.length;
  }
  for (const sessions of byOrigin.values()) fireDue(sessions, Infinity);
  return { panes, late, standing };
}

function join(
  key: string,
  met: readonly OracleSession[],
  start: number,
  delay: number,
): OracleSession {
  return {
    key,
    start: Math.min(start, ...met.map((one) => one.start)),
    end: Math.max(start + GAP, ...met.map((one) => one.end)),
    delays: [...met.flatMap((one) => one.delays), delay],
    fired: false,
  };
}

/** Numbers for texts, from 0 in the order in which they come first. */
export function numbered(texts: Iterable<string>): number[] {
  const numbers = new Map<string, number>();
  return Array.from(texts, (text) => {
    const known = numbers.get(text);
    if (known !== undefined) return known;
    numbers.set(text, numbers.size);
    return numbers.size - 1;
  });
}

import type {
  AirportFigures,
  OutputCounts,
  RouteCount,
  Status,
} from '../../../demos/departures/board/boardFeeds.ts';
import type { Place } from '../../../demos/departures/board/place.ts';
import type { Described } from 'millrace/feed';
import { seededRandom } from '../../../src/runtime/index.ts';
import { fakeAirports } from './fakeAirports.ts';
import type { FakeAirport } from './fakeAirports.ts';

const MINUTE = 60_000;
const STEP = 5 * MINUTE;
const HOUR = 60 * MINUTE;
const DISORDER = 34 * MINUTE;

/** What one step of the made-up traffic tells each feed, and the watermark behind it. */
export interface FakeStep {
  readonly watermark: number;
  readonly airports: readonly Described[];
  readonly routes: readonly Described[];
  readonly disruptions: readonly Described[];
  readonly status: Status;
}

interface Session {
  readonly start: number;
  end: number;
  departures: number;
}

/** Made-up traffic: a day curve, and a storm that crosses the country every afternoon. */
export class FakeWorld {
  readonly #random: () => number;
  readonly #airports: readonly FakeAirport[];
  readonly #sessions = new Map<string, Session>();
  readonly #late: Record<keyof OutputCounts, number> = { airports: 0, routes: 0, disruptions: 0 };
  readonly #corrections: Record<keyof OutputCounts, number> = {
    airports: 0,
    routes: 0,
    disruptions: 0,
  };
  #end: number;
  #events = 0;

  constructor(places: readonly Place[], start: number, seed: number = 1) {
    this.#random = seededRandom(seed);
    this.#airports = fakeAirports(places, this.#random);
    this.#end = start;
  }

  /** The end of the newest complete window. */
  get end(): number {
    return this.#end;
  }

  /** Five minutes go by. */
  step(): FakeStep {
    this.#end += STEP;
    const airports = this.#stepAirports();
    const routes = this.#stepRoutes();
    const disruptions = this.#stepDisruptions();
    return { watermark: this.#end - 1, airports, routes, disruptions, status: this.#status() };
  }

  #stepAirports(): Described[] {
    const fresh = this.#airports.flatMap((airport) => this.#pane(airport, this.#end, 0));
    const corrected = this.#airports
      .filter(() => this.#random() < 0.02)
      .flatMap((airport) => this.#pane(airport, this.#end - STEP * 2, 1));
    this.#late.airports += Math.floor(this.#random() * 3);
    this.#corrections.airports += corrected.length;
    this.#events += fresh.length * 3;
    return [...fresh, ...corrected];
  }

  #pane(airport: FakeAirport, end: number, index: number): Described[] {
    const data = this.#figures(airport, end);
    const timing = index === 0 ? 'onTime' : 'late';
    const window = { start: end - HOUR, end, timing, index, final: false } as const;
    const op = index === 0 ? 'ins' : 'upd';
    return data.flights === 0 ? [] : [{ key: airport.iata, data, op, window }];
  }

  #figures(airport: FakeAirport, end: number): AirportFigures {
    const hour = hourOf(end);
    const noise = (this.#random() - 0.5) * 3;
    const flights = Math.round(airport.flights * dayCurve(hour) * (0.94 + this.#random() * 0.12));
    const evening = hour > 6 ? (hour - 6) * 0.5 : 0;
    const meanDelay = airport.delay - 4 + evening + noise + 70 * storm(airport, hour);
    const p95Delay = meanDelay * 2.1 + 14 + this.#random() * 6;
    const shareLate = Math.min(0.95, Math.max(0.02, meanDelay / 60 + 0.08));
    return { flights, meanDelay, p95Delay, shareLate };
  }

  #stepRoutes(): Described[] {
    if (this.#end % HOUR !== 0) return this.#end % HOUR === STEP * 3 ? this.#correctRoutes() : [];
    return [this.#routes(this.#end, 0)];
  }

  #correctRoutes(): Described[] {
    this.#corrections.routes += 1;
    this.#late.routes += this.#random() < 0.3 ? 1 : 0;
    return [this.#routes(Math.floor(this.#end / HOUR) * HOUR, 1)];
  }

  #routes(end: number, index: number): Described {
    const pairs = ['LAX-LAS', 'ATL-DFW', 'BOS-LGA', 'ORD-MSP', 'DCA-LGA', 'PHX-LAX'];
    const more = ['SFO-LAX', 'OAK-LAX', 'HNL-OGG', 'DFW-ORD', 'ATL-ORD', 'LAS-PHX'];
    const counts = [...pairs, ...more].map((key) => ({
      key,
      flights: Math.ceil(9 * dayCurve(hourOf(end)) * (0.4 + this.#random() * 0.6)),
    }));
    counts.sort((a, b) => b.flights - a.flights);
    const data: RouteCount[] = counts.slice(0, 10).map((each, at) => ({ rank: at + 1, ...each }));
    const timing = index === 0 ? 'onTime' : 'late';
    return { data, window: { start: end - HOUR, end, timing, index, final: false } };
  }

  #stepDisruptions(): Described[] {
    return this.#airports.flatMap((airport) => {
      const strength = airport.flights < 4 ? 0 : storm(airport, hourOf(this.#end));
      const session = this.#sessions.get(airport.iata);
      if (strength > 0.35) return this.#extend(airport, session, strength);
      return session === undefined ? [] : this.#finish(airport, session);
    });
  }

  #extend(airport: FakeAirport, before: Session | undefined, strength: number): Described[] {
    const session = before ?? { start: this.#end - 2 * STEP, end: this.#end, departures: 0 };
    const replaced = before === undefined ? [] : [{ start: session.start, end: session.end }];
    session.end = this.#end + 4 * STEP;
    session.departures += Math.max(1, Math.round((airport.flights / 12) * strength));
    this.#sessions.set(airport.iata, session);
    return [this.#session(airport, session, 'early', replaced)];
  }

  #finish(airport: FakeAirport, session: Session): Described[] {
    if (this.#end < session.end) return [];
    this.#sessions.delete(airport.iata);
    const isLate = this.#random() < 0.2;
    if (isLate) this.#corrections.disruptions += 1;
    return [this.#session(airport, session, isLate ? 'late' : 'onTime', [])];
  }

  #session(
    airport: FakeAirport,
    { start, end, departures }: Session,
    timing: 'early' | 'onTime' | 'late',
    replaces: readonly { readonly start: number; readonly end: number }[],
  ): Described {
    const meanDelay = 28 + 40 * storm(airport, hourOf(end - 4 * STEP)) + this.#random() * 6;
    const data = { departures, meanDelay, maxDelay: meanDelay * 2.4 };
    const window = { start, end, timing, index: replaces.length, final: false, replaces };
    return { key: airport.iata, data, window };
  }

  #status(): Status {
    const newest = this.#end + DISORDER - Math.floor(this.#random() * 4 * MINUTE);
    return {
      delivered: newest + 11 * MINUTE + Math.floor(this.#random() * 2 * MINUTE),
      newest,
      watermark: this.#end - 1,
      events: this.#events,
      eventsPerSecond: 1_400 + Math.round(this.#random() * 300),
      speed: 600,
      late: { ...this.#late },
      corrections: { ...this.#corrections },
      done: false,
    };
  }
}

function hourOf(time: number): number {
  return (time / HOUR) % 24;
}

/** The share of the traffic of a busy hour. */
function dayCurve(hour: number): number {
  if (hour < 5) return 0.05;
  if (hour < 7.5) return 0.05 + (hour - 5) * 0.36;
  return hour < 20 ? 0.95 + 0.05 * Math.sin(hour * 2) : Math.max(0.1, 0.95 - (hour - 20) * 0.22);
}

/** How hard the storm hits an airport, 0 to 1. */
function storm({ latitude, longitude }: Place, hour: number): number {
  if (hour < 10 || hour > 24) return 0;
  const centre = { longitude: -99 + (hour - 10) * 2.3, latitude: 40.5 + Math.sin(hour / 3) * 1.6 };
  const away =
    ((longitude - centre.longitude) / 5.5) ** 2 + ((latitude - centre.latitude) / 4) ** 2;
  return Math.exp(-away);
}

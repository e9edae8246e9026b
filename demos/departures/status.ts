import { interval, map, startWith, takeUntil } from 'rxjs';
import type { Observable } from 'rxjs';
import type { ReplaySource } from 'millrace/replay';
import type { OutputCounts, Status } from './board/boardFeeds.ts';
import type { Flight } from './flight.ts';
import type { Tally, WindowTally } from './tally.ts';

const EVERY = 500;

/** What the status is read from. */
export interface StatusSources {
  readonly source: ReplaySource<Flight>;
  readonly tally: () => Tally;
  /** The newest event time so far. */
  readonly newest: () => number;
  readonly stopped: Observable<unknown>;
}

/** Where the replay stands, twice a second. */
export function statusEvery(sources: StatusSources): Observable<Status> {
  let last = { at: performance.now(), events: 0 };
  return interval(EVERY).pipe(
    startWith(0),
    takeUntil(sources.stopped),
    map(() => {
      const tally = sources.tally();
      const now = { at: performance.now(), events: tally.events };
      const eventsPerSecond = Math.round(
        ((now.events - last.events) * 1_000) / Math.max(1, now.at - last.at),
      );
      last = now;
      return readStatus(sources, tally, eventsPerSecond);
    }),
  );
}

function readStatus(
  { source, newest }: StatusSources,
  tally: Tally,
  eventsPerSecond: number,
): Status {
  const { position, speed, done } = source.status;
  return {
    delivered: position ?? null,
    newest: finite(newest()),
    watermark: finite(tally.watermark),
    events: tally.events,
    eventsPerSecond,
    speed,
    late: counts(tally, (windows) => windows.late),
    corrections: counts(tally, (windows) => windows.corrections),
    done,
  };
}

function counts(tally: Tally, read: (windows: WindowTally) => number): OutputCounts {
  const { airports, routes, disruptionPanes } = tally;
  return { airports: read(airports), routes: read(routes), disruptions: read(disruptionPanes) };
}

function finite(time: number): number | null {
  return Number.isFinite(time) ? time : null;
}

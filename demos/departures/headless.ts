import type { ReplayConfig } from 'millrace/replay';
import { departuresGraph } from './departuresGraph.ts';
import { flightSource } from './flightSource.ts';
import { followTally } from './tally.ts';
import type { Tally, WindowTally } from './tally.ts';
import { whenAborted } from './whenAborted.ts';

/** The last line of a headless run. */
export interface DeparturesSummary {
  readonly demo: 'departures';
  readonly events: number;
  readonly airports: WindowTally;
  readonly routes: WindowTally;
  readonly disruptions: number;
  readonly seconds: number;
  readonly eventsPerSecond: number;
  readonly peakRssMb: number;
}

/** How far a run has come; the functions may be called at any time. */
export interface Watch {
  readonly tally: () => Tally;
  /** The newest delivery. */
  readonly delivered: () => number | undefined;
}

/**
 * Runs the recording through the graph without a server, and resolves with what has come of it.
 *
 * @param signal ends the run early; then what came until now is told
 * @param watch is told of the run when it begins, for a line of progress
 */
export async function runHeadless(
  config: ReplayConfig,
  signal: AbortSignal,
  watch: (watch: Watch) => void = () => undefined,
): Promise<DeparturesSummary> {
  const began = performance.now();
  const source = flightSource(config);
  const departures = departuresGraph(source);
  const tally = followTally(departures);
  const run = departures.graph.run();
  whenAborted(signal, () => run.stop());
  watch({ tally, delivered: () => source.status.position });
  await run.finished;
  return summarise(tally(), (performance.now() - began) / 1_000);
}

function summarise(tally: Tally, seconds: number): DeparturesSummary {
  const { events, airports, routes, disruptions } = tally;
  return {
    demo: 'departures',
    events,
    airports,
    routes,
    disruptions,
    seconds: Math.round(seconds * 100) / 100,
    eventsPerSecond: Math.round(events / seconds),
    // The system tells it in kibibytes.
    peakRssMb: Math.round(process.resourceUsage().maxRSS / 1_024),
  };
}

import type { DeparturesGraph } from './departuresGraph.ts';

/** What one window operator has fired and refused. */
export interface WindowTally {
  /** Panes fired by the watermark passing the window's end. */
  readonly onTime: number;
  /** Panes fired by an event that came after that and was still accepted. */
  readonly corrections: number;
  /** Events that came too late. */
  readonly late: number;
}

/** What has come of the flights so far. */
export interface Tally {
  readonly events: number;
  readonly airports: WindowTally;
  readonly routes: WindowTally;
  /** The disruptions that stand, after all merges so far. */
  readonly disruptions: number;
  readonly disruptionPanes: WindowTally;
  readonly watermark: number;
}

/** Follows a graph that is about to run: subscribe before it does. */
export function followTally({ graph, disruptions }: DeparturesGraph): () => Tally {
  let standing = 0;
  disruptions.stream.subscribe({
    next: ({ values }) => {
      for (const { replaces = [] } of values) standing += 1 - replaces.length;
    },
    // The graph's own run tells of the failure.
    error: () => undefined,
  });
  return () => {
    const stats = new Map(graph.stats().map((stage) => [stage.name, stage]));
    const windows = (name: string): WindowTally => {
      const { onTime = 0, corrections = 0, late = 0 } = stats.get(name) ?? {};
      return { onTime, corrections, late };
    };
    const flights = stats.get('flights');
    return {
      events: flights?.out ?? 0,
      airports: windows('airports'),
      routes: windows('routes'),
      disruptions: standing,
      disruptionPanes: windows('disruptions'),
      watermark: flights?.watermark ?? -Infinity,
    };
  };
}

import { fromArray, watermarkBefore } from 'millrace';
import type { Pane } from 'millrace';
import type { Quake } from './quake.ts';
import { quakesGraph } from './quakesGraph.ts';
import type { QuakeHour, QuakesConfig } from './quakesGraph.ts';

/** What came of the earthquakes with one choice of bounds. */
export interface QuakesResult {
  readonly events: number;
  /** Events that came behind the watermark: whether that is too late, their windows decide. */
  readonly behind: number;
  /** Events whose window was closed. */
  readonly late: number;
  readonly onTime: number;
  readonly corrections: number;
  /** All panes in the order in which they fired. */
  readonly panes: readonly Pane<undefined, QuakeHour>[];
}

/** Runs the earthquakes through the graph. */
export async function runQuakes(
  quakes: readonly Quake[],
  config: QuakesConfig,
): Promise<QuakesResult> {
  const built = quakesGraph(fromArray(quakes), config);
  const panes: Pane<undefined, QuakeHour>[] = [];
  let behind = 0;
  let late = 0;
  built.quakes.stream.subscribe((chunk) => {
    for (const [index, timestamp] of chunk.timestamps.entries()) {
      if (timestamp <= watermarkBefore(chunk, index)) behind += 1;
    }
  });
  built.hours.stream.subscribe(({ values }) => void panes.push(...values));
  built.late.stream.subscribe(({ values }) => {
    late += values.length;
  });
  await built.graph.run().finished;
  const onTime = panes.filter(({ timing }) => timing === 'onTime').length;
  const corrections = panes.length - onTime;
  return { events: quakes.length, behind, late, onTime, corrections, panes };
}

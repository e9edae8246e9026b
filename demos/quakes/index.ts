import { NEVER } from 'rxjs';
import { createCommand, readDuration } from 'millrace/cli';
import type { CliIo } from 'millrace/cli';
import type { Graph } from 'millrace/graph';
import { quakeLines } from './quakeLines.ts';
import { readQuakes } from './quake.ts';
import { quakesGraph } from './quakesGraph.ts';
import { runQuakes } from './runQuakes.ts';

export { readQuakes } from './quake.ts';
export type { Quake } from './quake.ts';
export { runQuakes } from './runQuakes.ts';
export type { QuakesResult } from './runQuakes.ts';

interface Options {
  readonly outOfOrder?: number;
  readonly allowedLateness: number;
  readonly windows: boolean;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const BOUNDS = [MINUTE, HOUR, 24 * HOUR];

/** Runs the demo with the words behind its name. */
export async function run(args: readonly string[], io: CliIo): Promise<void> {
  const { outOfOrder, allowedLateness, windows } = readOptions(args, io);
  const quakes = await readQuakes();
  const bounds = outOfOrder === undefined ? BOUNDS : [outOfOrder];
  for (const outOfOrderness of bounds) {
    if (io.signal.aborted) return;
    const result = await runQuakes(quakes, { outOfOrderness, allowedLateness });
    for (const line of quakeLines({ outOfOrderness, allowedLateness }, result, windows)) {
      io.stdout.write(`${line}\n`);
    }
  }
}

/** The demo's graph, not running. */
export function graph(): Graph {
  return quakesGraph(NEVER, { outOfOrderness: HOUR, allowedLateness: 0 }).graph;
}

function readOptions(args: readonly string[], io: CliIo): Options {
  const config = {
    name: 'millrace demo quakes',
    summary: 'Hourly windows over a week of earthquakes that arrive by their last update',
    examples: [
      'millrace demo quakes',
      'millrace demo quakes --out-of-order 1h --allowed-lateness 2d --windows',
    ],
  };
  return createCommand(config, io)
    .option(
      '--out-of-order <duration>',
      'how far an earthquake may come behind the newest (default: 1m, then 1h, then 1d)',
      readDuration,
    )
    .option(
      '--allowed-lateness <duration>',
      'how long after its end an hour is still corrected',
      readDuration,
      0,
    )
    .option('--windows', "prints each hour's panes as lines of JSON", false)
    .parse([...args], { from: 'user' })
    .opts<Options>();
}

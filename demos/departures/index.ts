import { NEVER } from 'rxjs';
import { createProgress } from 'millrace/cli';
import type { CliIo } from 'millrace/cli';
import type { Graph } from 'millrace/graph';
import { departuresGraph } from './departuresGraph.ts';
import { runHeadless } from './headless.ts';
import { readOptions, replayOptions } from './options.ts';
import { NO_FLIGHTS, reportOf } from './report.ts';
import { serve } from './serve.ts';

export { departuresGraph } from './departuresGraph.ts';
export { flightSource } from './flightSource.ts';
export { runHeadless } from './headless.ts';
export type { DeparturesSummary } from './headless.ts';

/** Runs the demo with the words behind its name. */
export async function run(args: readonly string[], io: CliIo): Promise<void> {
  const options = readOptions(args, io);
  if (!options.headless) return serve(options, io);
  const progress = createProgress(io.stderr);
  try {
    const summary = await runHeadless(replayOptions(options), io.signal, ({ tally, delivered }) =>
      progress.start(() => reportOf(tally(), delivered())),
    );
    progress.stop();
    if (io.signal.aborted) return progress.note('Interrupted: the run has no result.');
    if (summary.events === 0) progress.note(NO_FLIGHTS);
    io.stdout.write(`${JSON.stringify(summary)}\n`);
  } finally {
    progress.stop();
  }
}

/** The demo's graph, not running. */
export function graph(): Graph {
  return departuresGraph(NEVER).graph;
}

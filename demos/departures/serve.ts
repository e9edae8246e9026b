import { Subject } from 'rxjs';
import { processingTime } from 'millrace';
import { createProgress } from 'millrace/cli';
import type { CliIo, Progress } from 'millrace/cli';
import { createPage } from 'millrace/dashboard';
import { createFeed, createFeedServer } from 'millrace/feed';
import type { FeedServer } from 'millrace/feed';
import { departuresGraph } from './departuresGraph.ts';
import type { DeparturesGraph } from './departuresGraph.ts';
import { flightSource } from './flightSource.ts';
import { boardReplay } from './options.ts';
import type { DeparturesOptions } from './options.ts';
import { portTaken } from './portTaken.ts';
import { NO_FLIGHTS, reportOf } from './report.ts';
import { statusEvery } from './status.ts';
import { followTally } from './tally.ts';
import type { Tally } from './tally.ts';
import { whenAborted } from './whenAborted.ts';

/** Serves the board until the user interrupts; the replay begins when the server listens. */
export async function serve(options: DeparturesOptions, io: CliIo): Promise<void> {
  const source = flightSource(boardReplay(options));
  const departures = departuresGraph(source);
  const tally = followTally(departures);
  const stopped = new Subject<void>();
  const newest = followNewest(departures);
  const status = statusEvery({ source, tally, newest, stopped });
  const server = await startServer(departures, status, options.port);
  io.stdout.write(`${server.url.replace(/^ws(.*)\/feed$/, 'http$1/')}\n`);
  const progress = createProgress(io.stderr);
  progress.note('The departures board is at the address above. Ctrl-C ends it.');
  try {
    const run = departures.graph.run();
    progress.start(() => reportOf(tally(), newest()));
    whenAborted(io.signal, () => run.stop());
    await run.finished;
    if (!io.signal.aborted) await atTheEnd(progress, tally(), io.signal);
  } finally {
    progress.stop();
    stopped.next();
    await server.close();
  }
}

async function startServer(
  { graph, airports, busiest, disruptions }: DeparturesGraph,
  status: ReturnType<typeof statusEvery>,
  port: number,
): Promise<FeedServer> {
  const shown = { server: (): FeedServer => server };
  const page = createPage({ folder: new URL('page/', import.meta.url), graph, feeds: shown });
  const feeds = [
    createFeed('airports', airports.stream),
    createFeed('routes', busiest.stream),
    createFeed('disruptions', disruptions.stream),
    createFeed('status', status.pipe(processingTime()), { maxEvents: 8 }),
  ];
  const server = await createFeedServer({ port, feeds, request: page }).catch((error: unknown) => {
    throw portTaken(error);
  });
  return server;
}

/** The newest event time: the watermark is behind it by a fixed distance, but not at the end. */
function followNewest({ flights }: DeparturesGraph): () => number {
  let newest = -Infinity;
  flights.stream.subscribe({
    next: ({ timestamps }) => {
      for (const timestamp of timestamps) if (timestamp > newest) newest = timestamp;
    },
    // The graph's own run tells of the failure.
    error: () => undefined,
  });
  return () => newest;
}

async function atTheEnd(progress: Progress, { events }: Tally, signal: AbortSignal): Promise<void> {
  progress.stop();
  if (events === 0) progress.note(NO_FLIGHTS);
  progress.note('The recording has ended; the board stays up until Ctrl-C.');
  await new Promise<void>((resolve) => whenAborted(signal, resolve));
}

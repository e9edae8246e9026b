import { eventTime } from '../../operators/index.ts';
import type { RowSource } from '../../operators/index.ts';
import { createPage } from '../dashboard/index.ts';
import { createFeed, createFeedServer } from '../feed/index.ts';
import type { FeedServer } from '../feed/index.ts';
import { createGraph } from '../graph/index.ts';
import type { CliIo } from './cliIo.ts';
import type { Progress } from './createProgress.ts';
import type { Row } from './openRecording.ts';
import type { RowTimes } from './orderedRows.ts';
import { rowTime } from './rowTime.ts';
import { untilAborted } from './untilAborted.ts';

/** Serves the rows as the feed `replay` until it is interrupted; a graph page tells how it goes. */
export async function serveRows(
  source: RowSource<Row>,
  { file, time, outOfOrder }: RowTimes,
  port: number,
  { signal }: CliIo,
  progress: Progress,
): Promise<void> {
  const timestamp = (row: Row): number => rowTime(row, time, '--time', () => file);
  const graph = createGraph('replay');
  const rows = graph.source(
    'rows',
    source.pipe(eventTime({ timestamp, outOfOrderness: outOfOrder })),
  );
  const feeds = [createFeed('replay', rows.stream)];
  const page = createPage({ graph, feeds: { server: (): FeedServer => server } });
  const server = await createFeedServer({ port, feeds, request: page });
  progress.note(
    `feed 'replay' at ${server.url}, counters at http://127.0.0.1:${server.port}/graph`,
  );
  const run = graph.run();
  try {
    const interrupted = untilAborted(signal);
    await Promise.race([run.finished, interrupted]);
    if (!signal.aborted) progress.note('the replay is over; its end is still served, Ctrl+C stops');
    await interrupted;
  } finally {
    run.stop();
    await server.close();
  }
}

// A graph under checkpoints in a process that is killed: `crashChild.js PLAN`, told as JSON.
import path from 'node:path';
import { fileStore } from '../../src/checkpoint/index.ts';
import { createFeed, createFeedServer } from '../../src/feed/index.ts';
import { crashGraph } from './crashGraph.ts';
import type { CrashPlan } from './crashPlan.ts';
import { crashSinks } from './crashSinks.ts';

const start = performance.now();
const plan = JSON.parse(process.argv[2] ?? '') as CrashPlan;
const { folder, port } = plan;
const { graph, ordered, results } = crashGraph({ ...plan, rate: plan.rate ?? undefined });
for (const { name, sink } of crashSinks(plan)) graph.sink(name, results, sink);

const feeds = (['committed', 'immediate'] as const).map((publish) =>
  createFeed(publish, results.stream, {
    publish,
    describe: (row) => ({ data: row, key: `${row.kind} ${row.key}` }),
    log: { folder: path.join(folder, `feed-${publish}`) },
  }),
);
const server = await createFeedServer({ port, feeds, pingEvery: '2s', pingTimeout: '2s' });
const run = graph.run({
  checkpoints: {
    store: fileStore(path.join(folder, 'checkpoints')),
    every: plan.every,
    onStored: ({ id, bytes, took }) => process.send?.({ stored: id, bytes, took }),
    onError: (error) => process.send?.({ failed: String(error) }),
  },
});
let isAtWork = false;
ordered.stream.subscribe({
  next: ({ values }) => {
    if (isAtWork || values.length === 0) return;
    isAtWork = true;
    process.send?.({ atWork: performance.now() - start });
  },
  // Told by `finished`.
  error: () => undefined,
});
// Nobody is left to want it.
process.on('disconnect', () => process.exit());
process.on('message', () => void server.close().then(() => process.exit()));
await run.finished;
process.send?.({ finished: true, heads: feeds.map((feed) => feed.stats().offset) });

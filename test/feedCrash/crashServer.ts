// A graph with checkpoints and its feed, for a test that kills it: `crashServer.js FOLDER PORT PUBLISH`.
import path from 'node:path';
import { fileStore } from '../../src/checkpoint/index.ts';
import { createFeed, createFeedServer } from '../../src/feed/index.ts';
import { crashGraph } from './crashGraph.ts';

const [folder = '', port = '0', word = ''] = process.argv.slice(2);
const publish = word === 'committed' ? 'committed' : 'immediate';

const { graph, counts } = crashGraph();
const log = { folder: path.join(folder, 'feed'), memoryBytes: 4_096, segmentBytes: 20_000 };
const feed = createFeed('f', counts.stream, { publish, log });
const server = await createFeedServer({ feeds: [feed], port: Number(port) });
// Nobody is left to want it.
process.on('disconnect', () => process.exit());
process.send?.({ port: server.port });
const store = fileStore(path.join(folder, 'checkpoints'));
await graph.run({ checkpoints: { store, every: 20 } }).finished;
process.send?.('finished');

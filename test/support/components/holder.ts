// A test that has started a server and waits to be killed.
import { KeptServer } from './keptServer.ts';

const kept = await KeptServer.prepare();
await kept.start({ command: 'sleep', args: ['1000'], ready: async () => undefined });
process.send?.({ folder: kept.folder, pid: kept.pid });

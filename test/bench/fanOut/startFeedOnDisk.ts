import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { FeedLogConfig } from '../../../src/feed/index.ts';
import type { FanOutServer } from './fanOutServer.ts';
import { startFeed } from './startFeed.ts';

/** A feed whose log is on disk too, in a folder that goes with the process. */
export function startFeedOnDisk(
  bytes: number,
  sync: FeedLogConfig['sync'] & string,
): Promise<FanOutServer> {
  const folder = mkdtempSync(path.join(tmpdir(), 'fan-out-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  return startFeed(bytes, { protocol: 'millrace.v1.json', config: { log: { folder, sync } } });
}

import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { tap } from 'rxjs';
import { eventTime } from '../../operators/index.ts';
import { fromRecording } from '../../src/sources/index.ts';
import type { Outcome } from './benchCase.ts';
import { OUT_OF_ORDERNESS } from './nexmark/events.ts';
import type { NexmarkEvent } from './nexmark/events.ts';
import { q7 } from './nexmark/queries/q7.ts';
import { Tally } from './nexmark/tally.ts';

/** A recording through the highest bids of each 10 s, by operators. */
export function queryOfRecording(file: string): Promise<Outcome> {
  const tally = new Tally(q7.fingerprint);
  const source = fromRecording<NexmarkEvent>({ file });
  const time = { timestamp: timeOf, outOfOrderness: OUT_OF_ORDERNESS };
  return new Promise((resolve, reject) => {
    const end = { complete: () => resolve(outcomeOf(tally, source.counters.rows)), error: reject };
    const stream = () => source.pipe(eventTime(time), tap(end));
    q7.chain({ events: [], arrivals: [], chunkSize: 512, stream }, tally);
  });
}

/** Lines of JSON through the same in a loop, as a user without the engine writes it. */
export async function queryOfLines(file: string): Promise<Outcome> {
  const tally = new Tally(q7.fingerprint);
  const loop = q7.loop(tally);
  let rows = 0;
  const lines = createInterface({ input: createReadStream(file), crlfDelay: Infinity });
  for await (const line of lines) {
    loop.step(JSON.parse(line) as NexmarkEvent);
    rows += 1;
  }
  loop.end();
  return outcomeOf(tally, rows);
}

function timeOf({ dateTime }: NexmarkEvent): number {
  return dateTime;
}

function outcomeOf({ hash, results }: Tally<never>, events: number): Outcome {
  return { digest: `hash ${hash}`, events, panes: results };
}

import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { seededRandom } from '../../src/runtime/index.ts';
import { freePort } from '../support/components/freePort.ts';
import { orders, payments } from './crashEvents.ts';
import type { CrashEvent, CrashSize } from './crashEvents.ts';
import type { CrashPlan } from './crashPlan.ts';
import { runLife } from './crashProcess.ts';
import type { Kill, Life, Told } from './crashProcess.ts';
import { CrashSubscriber } from './crashSubscriber.ts';
import { expectedResults } from './expectedResults.ts';
import { isWhole, RowJudge } from './judgeRows.ts';
import type { RowVerdict } from './judgeRows.ts';
import type { CrashDatabase } from './crashDatabase.ts';
import { readFiles } from './readFiles.ts';

/** What is done to a graph. */
export interface CrashRun extends CrashSize {
  readonly folder: string;
  readonly seed: number;
  /** How often its process is killed. */
  readonly kills: number;
  /** Orders a second while it is killed. */
  readonly rate: number;
  /** Each process lives up to this long behind its start or its first event, in ms. */
  readonly longestLife: number;
  /** How many follow each of the two feeds. */
  readonly subscribers: number;
  readonly databases: readonly CrashDatabase[];
  /** Is told after each life. */
  readonly onLife?: (lives: number) => void;
}

/** What came of it. */
export interface CrashOutcome {
  readonly kills: number;
  readonly lives: number;
  readonly checkpoints: number;
  readonly largestCheckpoint: number;
  /** From the start of a process to its first event, in ms, of those that were not killed before. */
  readonly atWork: readonly number[];
  readonly verdicts: readonly RowVerdict[];
  readonly faults: readonly string[];
}

/** Runs a graph to its end while its process is killed again and again, and judges all that left it. */
export async function runCrashes(run: CrashRun): Promise<CrashOutcome> {
  const expected = expectedResults(run);
  const plan = await prepare(run);
  for (const database of run.databases) await database.prepare();
  const subscribers = (['committed', 'immediate'] as const).flatMap((feed) =>
    Array.from(
      { length: run.subscribers },
      (_, number) => new CrashSubscriber(plan.port, feed, expected, number),
    ),
  );
  const lives = await killOften(run, plan, () =>
    Promise.all(subscribers.map(({ ended }) => ended)),
  );
  const files = new RowJudge('files', expected);
  for await (const row of readFiles(path.join(run.folder, 'files'))) files.take(row);
  const verdicts = [files.verdict()];
  for (const database of run.databases) {
    const judge = new RowJudge(database.name, expected);
    for (const row of await database.rows()) judge.take(row);
    verdicts.push(judge.verdict());
  }
  verdicts.push(...subscribers.map((subscriber) => subscriber.close()));
  return outcomeOf(
    run,
    lives,
    verdicts,
    subscribers.flatMap(({ faults }) => faults),
  );
}

async function prepare(run: CrashRun): Promise<CrashPlan> {
  const { folder, rate, databases } = run;
  await mkdir(path.join(folder, 'files'), { recursive: true });
  const urlOf = (name: string): string | null =>
    databases.find((database) => database.name === name)?.url ?? null;
  return {
    folder,
    orders: await writeEvents(path.join(folder, 'orders.ndjson'), orders(run)),
    payments: await writeEvents(path.join(folder, 'payments.ndjson'), payments(run)),
    port: await freePort(),
    rate,
    every: 100,
    postgres: urlOf('postgres'),
    clickhouse: urlOf('clickhouse'),
  };
}

async function writeEvents(file: string, events: Iterable<CrashEvent>): Promise<string> {
  function* lines(): Generator<string> {
    let text = '';
    for (const event of events) {
      text += `${JSON.stringify(event)}\n`;
      if (text.length < 65_536) continue;
      yield text;
      text = '';
    }
    yield text;
  }
  await pipeline(Readable.from(lines()), createWriteStream(file));
  return file;
}

async function killOften(
  { seed, kills, longestLife, onLife }: CrashRun,
  plan: CrashPlan,
  whenFinished: () => Promise<unknown>,
): Promise<readonly Life[]> {
  const random = seededRandom(seed);
  const lives: Life[] = [];
  let killed = 0;
  for (let isDone = false; !isDone;) {
    const isLast = killed === kills;
    const kill: Kill = {
      behind: random() < 0.3 ? 'start' : 'work',
      after: Math.round(random() * longestLife),
    };
    const life = isLast
      ? await runLife({ ...plan, rate: FASTEST }, undefined, whenFinished)
      : await runLife(plan, kill, whenFinished);
    lives.push(life);
    if (life.wasKilled) killed += 1;
    isDone = !life.wasKilled;
    onLife?.(lives.length);
  }
  return lives;
}

/** So fast that nothing waits for its turn. */
const FASTEST = 1e9;

function outcomeOf(
  { kills }: CrashRun,
  lives: readonly Life[],
  verdicts: readonly RowVerdict[],
  subscriberFaults: readonly string[],
): CrashOutcome {
  const told = lives.flatMap((life) => life.told);
  const killed = lives.filter(({ wasKilled }) => wasKilled).length;
  const few = killed < kills ? [`planned ${kills} kills, ${killed} struck`] : [];
  const unfinished = told.some(({ finished }) => finished)
    ? []
    : ['the graph did not come to its end'];
  const wrong = verdicts
    .filter((verdict) => !isWhole(verdict))
    .map((verdict) => JSON.stringify(verdict));
  const errors = lives.flatMap(({ errors: text }) => (text === '' ? [] : [text.trim()]));
  const failed = told.flatMap(({ failed: text }) => text ?? []);
  const faults = [...few, ...unfinished, ...wrong, ...errors, ...failed, ...subscriberFaults];
  return {
    kills: killed,
    lives: lives.length,
    checkpoints: told.filter(({ stored }) => stored !== undefined).length,
    largestCheckpoint: Math.max(0, ...numbers(told, 'bytes')),
    atWork: numbers(told, 'atWork'),
    verdicts,
    faults,
  };
}

function numbers(told: readonly Told[], field: 'bytes' | 'atWork'): number[] {
  return told.flatMap((one) => one[field] ?? []);
}

import { fileStore, lmdbStore } from '../../src/checkpoint/index.ts';
import type { CheckpointStore } from '../../src/checkpoint/index.ts';
import type { BenchCase, BenchForm, Figure, Outcome, Run, WorkVariant } from './benchCase.ts';
import { BusyGraph, scan, window } from './checkpointCost/busyGraph.ts';
import type { BusySetting } from './checkpointCost/busyGraph.ts';
import { cpuTime } from './checkpointCost/cpuTimers.ts';
import { LongestPause } from './longestPause.ts';
import { median } from './median.ts';
import { temporaryFolder } from './temporaryFolder.ts';
import { throughput } from './throughput.ts';

const STORES: Readonly<Record<string, (folder: string) => CheckpointStore>> = {
  fileStore: (folder) => fileStore(folder),
  lmdbStore: (folder) => lmdbStore(folder),
};

interface Setting extends BusySetting {
  readonly name: string;
  /** So many checkpoints long it is measured: of a tenth, up to and with the next whole one. */
  readonly checkpoints: number;
  readonly stores: readonly string[];
}

const small = { keys: 100_000, changing: 10_000, everyMs: 500, checkpoints: 6 };
const tenth = { keys: 1_000_000, changing: 100_000, everyMs: 5_000, checkpoints: 6 };
const all = { keys: 1_000_000, changing: 1_000_000, everyMs: 5_000, checkpoints: 2 };
const both = Object.keys(STORES);
const files = ['fileStore'];

/** Ten times fewer keys are saved ten times as often. */
const smallSettings: readonly Setting[] = [
  { name: 'scanByKey, a tenth of 100k', keep: scan, ...small, stores: files },
  { name: 'fixedWindow, a tenth of 100k', keep: window, ...small, stores: files },
];

const largeSettings: readonly Setting[] = [
  { name: 'scanByKey, a tenth of 1M', keep: scan, ...tenth, stores: both },
  { name: 'scanByKey, all of 1M', keep: scan, ...all, stores: both },
  { name: 'fixedWindow, a tenth of 1M', keep: window, ...tenth, stores: files },
  { name: 'fixedWindow, all of 1M', keep: window, ...all, stores: files },
];

async function until(isDone: () => boolean): Promise<void> {
  while (!isDone()) await new Promise((resolve) => void setTimeout(resolve, 2));
}

async function prepareWork(
  setting: Setting,
  store?: CheckpointStore,
): Promise<() => Promise<Outcome>> {
  const graph = new BusyGraph(setting, store);
  await graph.source.filled;
  // The first one is of all keys, whatever changes.
  if (store !== undefined) await graph.run.checkpoint();
  graph.stored.length = 0;
  return () => work(graph, setting, store !== undefined);
}

async function work(graph: BusyGraph, setting: Setting, saves: boolean): Promise<Outcome> {
  const { keys, checkpoints, everyMs } = setting;
  const { source, stored } = graph;
  const end = cpuTime() + checkpoints * everyMs;
  const [pause, turn] = [new LongestPause(), new LongestPause(cpuTime)];
  pause.start();
  turn.start();
  source.goOn();
  await until(() => (saves ? stored.length >= checkpoints : cpuTime() >= end));
  const measured = {
    pauseMs: pause.stop(),
    turnCpuMs: turn.stop(),
    tookMs: median(stored.map(({ took }) => took)),
    longestTookMs: Math.max(0, ...stored.map(({ took }) => took)),
    mb: median(stored.map(({ bytes }) => bytes / 1e6)),
    largestMb: Math.max(0, ...stored.map(({ bytes }) => bytes / 1e6)),
  };
  graph.run.stop();
  return { digest: `${keys} keys`, events: source.given, panes: 0, measured };
}

function variants(setting: Setting): WorkVariant[] {
  const { name, stores } = setting;
  const variant = (kind: string, store?: () => CheckpointStore): WorkVariant => ({
    name: `${name}, ${kind}`,
    part: name,
    agrees: name,
    prepare: () => prepareWork(setting, store?.()),
  });
  const saving = stores.map((store) => variant(store, () => make(store, temporaryFolder())));
  return [variant('without'), ...saving];
}

function make(store: string, folder: string): CheckpointStore {
  return (STORES[store] as (folder: string) => CheckpointStore)(folder);
}

const restored: BusySetting = { keep: scan, ...small, everyMs: 60_000 };

/** From the start of a graph whose state was saved to the first result that goes on from there. */
function restoreVariant(store: string): WorkVariant {
  return {
    name: `restore ${store}`,
    part: 'restore',
    agrees: 'restore',
    prepare: async () => {
      const folder = temporaryFolder();
      const saved = new BusyGraph(restored, make(store, folder));
      await saved.source.filled;
      await saved.run.checkpoint();
      saved.run.stop();
      await saved.run.finished;
      return () => restore(make(store, folder));
    },
  };
}

async function restore(store: CheckpointStore): Promise<Outcome> {
  const { source, sink, run, began } = new BusyGraph(restored, store);
  const used = cpuTime();
  source.goOn();
  await until(() => sink.count > 0);
  const restoreCpuMs = cpuTime() - used;
  run.stop();
  await run.finished;
  const events = restored.keys;
  return {
    digest: `${events} keys`,
    events,
    panes: 0,
    measured: { restoreMs: sink.firstAt - began, restoreCpuMs },
  };
}

const measured = (run: Run, name: string): number => run.measured?.[name] ?? Number.NaN;
const wallRate = ({ events, wallMs }: Run): number => events / wallMs;

function figures({ name, stores }: Setting): Figure[] {
  const own = (kind: string, what: string, key: string): Figure => ({
    name: `${name}, ${kind}, ${what}`,
    value: (of) => measured(of(`${name}, ${kind}`), key),
  });
  const ratio = (store: string, rate: (run: Run) => number): Figure['value'] => {
    return (of) => rate(of(`${name}, ${store}`)) / rate(of(`${name}, without`));
  };
  return [
    own('without', 'longest pause in ms', 'pauseMs'),
    own('without', 'longest turn, CPU ms', 'turnCpuMs'),
    ...stores.flatMap((store): Figure[] => [
      { name: `${name}, ${store}, throughput to without`, value: ratio(store, throughput) },
      { name: `${name}, ${store}, throughput by the clock`, value: ratio(store, wallRate) },
      own(store, 'longest pause in ms', 'pauseMs'),
      own(store, 'longest turn, CPU ms', 'turnCpuMs'),
      own(store, 'a checkpoint, ms', 'tookMs'),
      own(store, 'longest checkpoint, ms', 'longestTookMs'),
      own(store, 'a checkpoint, MB', 'mb'),
      own(store, 'largest checkpoint, MB', 'largestMb'),
    ]),
  ];
}

function restoreFigure(store: string, what: string, key: string): Figure {
  return {
    name: `restored graph of 100k keys, ${store}, ${what} to its first result`,
    value: (of) => measured(of(`restore ${store}`), key),
  };
}

function form(settings: readonly Setting[], stores: readonly string[]): BenchForm {
  const restores = stores.flatMap((store) => [
    restoreFigure(store, 'ms', 'restoreMs'),
    restoreFigure(store, 'CPU ms', 'restoreCpuMs'),
  ]);
  return {
    repetitions: 1,
    passes: 0,
    variants: [...settings.flatMap(variants), ...stores.map(restoreVariant)],
    figures: [...settings.flatMap(figures), ...restores],
  };
}

/**
 * What a graph at work loses by checkpoints. The time between them is that of the processor, so that
 * it is as much work on a busy machine.
 */
export const checkpointCost: BenchCase = {
  name: 'checkpointCost',
  summary: 'a graph with checkpoints every 5 s against the same without, and its restore',
  ...form([...smallSettings, ...largeSettings], both),
  repetitions: 3,
  short: form(smallSettings, files),
};

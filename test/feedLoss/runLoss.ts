import { setTimeout as pause } from 'node:timers/promises';
import { connectFeeds } from '../../src/client/index.ts';
import type { FeedClient } from '../../src/client/index.ts';
import { seededRandom } from '../../src/runtime/index.ts';
import { FaultProxy } from './faultProxy.ts';
import type { Fault } from './faultProxy.ts';
import { lossPings } from './lossPings.ts';
import type { LossPlan, PlannedFault } from './lossPlan.ts';
import { ServerProcess } from './serverProcess.ts';
import { SubscriberCheck } from './subscriberCheck.ts';

/** How late timers may be where many clients share a process, in ms. */
const TIMER_SLACK = 500;

/** What a run came to. */
export interface LossResult {
  readonly checks: readonly SubscriberCheck[];
  /** How often each kind of harm was planned, and how often it struck a live connection. */
  readonly planned: ReadonlyMap<Fault | 'restart', number>;
  readonly struck: ReadonlyMap<Fault | 'restart', number>;
  /** How long the ends took to notice each black hole, in ms. */
  readonly noticed: readonly number[];
  /** What was wrong. */
  readonly faults: readonly string[];
}

/** A subscriber with its own way to the server. */
interface Lane {
  readonly proxy: FaultProxy;
  readonly client: FeedClient;
  readonly check: SubscriberCheck;
}

/** How a plan is run. */
export interface LossRun {
  /** Where the server keeps its logs. */
  readonly folder: string;
  readonly seed: number;
  /** The bound of each phase. */
  readonly seconds: number;
  /** Whether a black hole that is noticed too late counts: only where the machine has time for it. */
  readonly isTimed: boolean;
}

/** Runs a plan. */
export async function runLoss(
  plan: LossPlan,
  { folder, seed, seconds, isTimed }: LossRun,
): Promise<LossResult> {
  const server = new ServerProcess(folder);
  await server.start();
  const lanes = await Promise.all(plan.subscribers.map((one) => openLane(one, server)));
  const struck = new Map<Fault | 'restart', number>();
  try {
    await strikeAll(plan, lanes, server, { seed, seconds, struck });
    const heads = await server.end();
    await within(seconds, () => lanes.every(({ check }) => check.isOver));
    for (const { check } of lanes) check.close(heads[check.plan.feed] ?? -1);
  } finally {
    for (const { client, proxy } of lanes) {
      client.close();
      proxy.close();
    }
    await server.kill();
  }
  return resultOf(plan, lanes, struck, isTimed);
}

async function openLane(plan: SubscriberCheck['plan'], server: ServerProcess): Promise<Lane> {
  const proxy = new FaultProxy(() => server.port);
  const client = connectFeeds(await proxy.listen(), {
    minDelay: 100,
    maxDelay: 800,
    connectTimeout: 2_000,
  });
  const check = new SubscriberCheck(plan);
  client.feed<{ n: number }>(plan.feed, { since: 'start', slow: plan.slow }).subscribe({
    next: (event) => check.take(event),
    error: (error) => check.end(error),
    complete: () => check.end(),
  });
  return { proxy, client, check };
}

interface Striking {
  readonly seed: number;
  readonly seconds: number;
  readonly struck: Map<Fault | 'restart', number>;
}

async function strikeAll(
  { faults, restarts, restartEvery }: LossPlan,
  lanes: readonly Lane[],
  server: ServerProcess,
  { seed, seconds, struck }: Striking,
): Promise<void> {
  const end = performance.now() + seconds * 1_000;
  const count = (kind: Fault | 'restart'): void =>
    void struck.set(kind, (struck.get(kind) ?? 0) + 1);
  // A subscriber that is done before its time is a fault of its own: its check tells.
  const isOn = ({ check }: Lane): boolean => performance.now() < end && !check.isOver;
  const strike = async (lane: Lane, list: readonly PlannedFault[], i: number): Promise<void> => {
    const random = seededRandom(seed + i);
    for (const { fault, after, ms } of list) {
      await pause(after);
      while (isOn(lane) && !(await lane.proxy.strike(fault, ms, random))) await pause(20);
      if (isOn(lane)) count(fault);
    }
  };
  const restart = async (): Promise<void> => {
    for (let i = 0; i < restarts; i += 1) {
      await pause(restartEvery);
      for (const { proxy } of lanes) proxy.serverDies();
      await server.kill();
      await server.start();
      count('restart');
    }
  };
  await Promise.all([restart(), ...lanes.map((lane, i) => strike(lane, faults[i] ?? [], i))]);
}

async function within(seconds: number, isDone: () => boolean): Promise<void> {
  const end = performance.now() + seconds * 1_000;
  while (!isDone() && performance.now() < end) await pause(10);
}

function resultOf(
  plan: LossPlan,
  lanes: readonly Lane[],
  struck: ReadonlyMap<Fault | 'restart', number>,
  isTimed: boolean,
): LossResult {
  const planned = new Map<Fault | 'restart', number>([['restart', plan.restarts]]);
  for (const { fault } of plan.faults.flat()) planned.set(fault, (planned.get(fault) ?? 0) + 1);
  const checks = lanes.map(({ check }) => check);
  const missing = [...planned].flatMap(([kind, count]) => {
    const came = struck.get(kind) ?? 0;
    return came < count ? [`planned ${count} × ${kind}, ${came} struck`] : [];
  });
  const noticed = lanes.flatMap(({ proxy }) => proxy.noticed);
  const faults = [
    ...missing,
    ...policiesThatLostNothing(checks),
    ...(isTimed ? noticedTooLate(noticed) : []),
    ...checks.flatMap((check) => check.faults),
  ];
  return { checks, planned, struck, noticed, faults };
}

/** On the feed that fills sockets and forgets soon, each policy must have had something to tell. */
function policiesThatLostNothing(checks: readonly SubscriberCheck[]): string[] {
  const told = new Map<string, number>();
  for (const { plan, told: count } of checks) {
    const slow = JSON.stringify(plan.slow);
    if (plan.feed === 'heavy') told.set(slow, (told.get(slow) ?? 0) + count);
  }
  return [...told].flatMap(([slow, count]) =>
    count === 0 ? [`heavy ${slow}: planned losses, none was told`] : [],
  );
}

function noticedTooLate(noticed: readonly number[]): string[] {
  const bound = 2 * lossPings.every + TIMER_SLACK;
  return noticed.flatMap((ms) =>
    ms > bound ? [`a black hole was noticed after ${Math.round(ms)} ms, expected ${bound}`] : [],
  );
}

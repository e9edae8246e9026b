import { setTimeout } from 'node:timers/promises';
import type { Outcome } from '../benchCase.ts';
import { heapUsedMb } from '../heapUsedMb.ts';
import type { FanOutServer } from './fanOutServer.ts';
import { Subscribers } from './subscribers.ts';

/** Deliveries a second. */
const RATE = 50_000;
const WARM_UP_MS = 700;
const TAKEN_MS = 2_500;

/** Sends at a steady rate; gives how long messages took, and what the server held. */
export async function delays(
  server: FanOutServer,
  count: number,
  isHalfStalled: boolean,
): Promise<() => Promise<Outcome>> {
  const subscribers = await Subscribers.connect(server, count);
  if (isHalfStalled) subscribers.order('stall');
  const every = (count * 1_000) / RATE;
  let turn = 0;
  const sendFor = async (ms: number): Promise<void> => {
    const end = performance.now() + ms;
    for (let next = performance.now(); next < end; next += every) {
      await setTimeout(Math.max(0, next - performance.now()));
      server.send(turn, 1);
      turn += 1;
    }
  };
  return async () => {
    await sendFor(WARM_UP_MS);
    const before = heapUsedMb();
    subscribers.order('times');
    await sendFor(TAKEN_MS);
    const taken = [...(await subscribers.delays())].sort((a, b) => a - b);
    const at = (share: number): number =>
      taken[Math.floor(share * (taken.length - 1))] ?? Number.NaN;
    const measured = { p50: at(0.5), p99: at(0.99), grownMb: heapUsedMb() - before };
    return { digest: 'steady', events: taken.length, panes: 0, measured };
  };
}

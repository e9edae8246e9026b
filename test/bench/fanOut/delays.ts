import { setTimeout } from 'node:timers/promises';
import type { Outcome } from '../benchCase.ts';
import { heldMb } from '../heldMb.ts';
import type { FanOutServer } from './fanOutServer.ts';
import { Subscribers } from './subscribers.ts';

/** Deliveries a second. */
const RATE = 50_000;
const WARM_UP_MS = 700;
const TAKEN_MS = 2_500;
/** More than the buffers between the two ends of a connection hold: so many turns of so many messages. */
const FLOOD = { turns: 200, each: 256 };

/** Sends at a steady rate; gives how long messages took, and what the server held. */
export async function delays(
  server: FanOutServer,
  count: number,
  isHalfStalled: boolean,
): Promise<() => Promise<Outcome>> {
  const subscribers = await Subscribers.connect(server, count);
  let turn = 0;
  if (isHalfStalled) {
    subscribers.order('stall');
    turn = await flood(server, subscribers);
  }
  const every = (count * 1_000) / RATE;
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
    const before = heldMb();
    subscribers.order('times');
    await sendFor(TAKEN_MS);
    const taken = [...(await subscribers.delays())].sort((a, b) => a - b);
    const at = (share: number): number =>
      taken[Math.floor(share * (taken.length - 1))] ?? Number.NaN;
    const grownMb = heldMb() - before;
    const measured = { p50: at(0.5), p99: at(0.99), grownMb, heldUp: server.heldUp?.() ?? 0 };
    return { digest: 'steady', events: taken.length, panes: 0, measured };
  };
}

/** Sends until those who read nothing hold the server up, as fast as the others read; gives the next turn. */
async function flood(server: FanOutServer, subscribers: Subscribers): Promise<number> {
  const readers = subscribers.count - (subscribers.count >> 1);
  const { turns, each } = FLOOD;
  for (let turn = 0; turn < turns; turn += 1) {
    server.send(turn, each);
    await setTimeout(0);
    await subscribers.until((turn - 4) * server.frames(each) * readers);
  }
  await subscribers.until(turns * server.frames(each) * readers);
  // Numbers of messages go on behind the flood.
  return turns * each;
}

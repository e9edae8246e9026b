import { setImmediate } from 'node:timers/promises';
import type { Outcome } from '../benchCase.ts';
import type { FanOutServer } from './fanOutServer.ts';
import { Subscribers } from './subscribers.ts';

/** What is sent to how many. */
export interface Delivery {
  readonly subscribers: number;
  readonly bytes: number;
  /** Messages of one turn. */
  readonly each: number;
  /** Whether the subscribers sleep between messages (default: they look for them every few ms). */
  readonly asleep?: boolean;
}

/** So many messages a subscriber may be behind, and all of them together so many bytes. */
const MOST_BEHIND = 64;
const MOST_BYTES = 150_000_000;
/** Deliveries of one pass, when each message has a turn of its own. */
const DELIVERIES = 200_000;

/**
 * Sends as fast as the subscribers read; gives work that is timed, all of it the server's. The
 * subscribers never sleep: to wake a process of the same machine costs the server up to a half of a
 * write, the more often the slower it is, and a subscriber far away is never woken by it.
 */
export async function deliver(
  server: FanOutServer,
  { subscribers: count, bytes, each, asleep = false }: Delivery,
): Promise<() => Promise<Outcome>> {
  const subscribers = await Subscribers.connect(server, count);
  if (!asleep) subscribers.order('poll');
  const frames = server.frames(each);
  const behind = Math.max(1, Math.min(MOST_BEHIND, MOST_BYTES / (count * bytes)) / each);
  const turns = Math.ceil((DELIVERIES * Math.sqrt(each)) / count / each);
  let turn = 0;
  let digest: string | undefined;
  return async () => {
    for (let n = 0; n < turns; n += 1) {
      server.send(turn, each);
      turn += 1;
      await setImmediate();
      await subscribers.until((turn - behind) * frames * count);
    }
    await subscribers.until(turn * frames * count);
    // Later passes count on with longer numbers.
    digest ??= `${turns * each * count} messages in ${subscribers.bytes} bytes`;
    return { digest, events: turns * each * count, panes: 0 };
  };
}

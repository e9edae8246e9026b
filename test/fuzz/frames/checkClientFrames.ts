import assert from 'node:assert/strict';
import { randomFrom } from '../../support/chunks.ts';
import { FrameTarget, MOST_WAITING } from './frameTarget.ts';
import type { Taken } from './frameTarget.ts';
import { hostileText } from './hostileText.ts';

const HELLO = '{"t":"hello","v":1}';
/** The codes with which a connection may end for what was sent over it. */
const CODES: readonly (number | undefined)[] = [undefined, 4000, 4001, 4006, 4009, 4129];

const target = new FrameTarget();

/** The kinds of messages with which servers answered so far. */
export const answered: Set<string> = new Set();

/** Frames of one try. */
export const FRAMES_A_SEED = 100;

/** Sends hostile frames to the handler, and fails unless each connection ends as the protocol says, and nothing else does. */
export async function checkClientFrames(seed: number): Promise<void> {
  const random = randomFrom(seed);
  for (let left = FRAMES_A_SEED; left > 0;) {
    const count = Math.min(left, 1 + random(8));
    const sent = Array.from({ length: count }, () => hostileFrame(random));
    left -= count;
    const frames = random(8) === 0 ? sent : [HELLO, ...sent];
    try {
      const client = { isDeaf: random(4) === 0, isStranger: random(4) === 0 };
      holds(await target.send(frames, client));
    } catch (error) {
      const text = JSON.stringify(frames).slice(0, 2_000);
      throw new Error(`seed ${seed}: ${text}`, { cause: error });
    }
  }
  for (const feed of target.feeds) assert.equal(feed.stats().subscribers, 0);
  target.push();
}

function holds({ closeCode, answers, waiting, left }: Taken): void {
  assert.ok(waiting < MOST_WAITING, `${waiting} bytes wait`);
  assert.equal(left, 0, `${left} subscriptions, views and timers are left`);
  assert.ok(CODES.includes(closeCode), `closed with ${closeCode}`);
  for (const answer of answers) {
    answered.add(/"t":"(\w+)"/.exec(answer)?.[1] ?? '');
    assert.doesNotMatch(answer, /internal|\bat \w+ \(|node_modules/);
  }
  assert.equal(({} as { polluted?: unknown }).polluted, undefined);
}

/** Text, or now and then bytes. */
export function hostileFrame(random: (below: number) => number): string | Buffer {
  if (random(20) > 0) return hostileText(random);
  return Buffer.from(Array.from({ length: random(40) }, () => random(256)));
}

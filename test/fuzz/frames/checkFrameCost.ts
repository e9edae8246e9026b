import assert from 'node:assert/strict';
import { loadMsgpackDecoder, readServerMessage } from '../../../src/wire/index.ts';
import { randomFrom } from '../../support/chunks.ts';
import { FRAMES_A_SEED, hostileFrame } from './checkClientFrames.ts';
import { hostileBytes } from './checkServerFrames.ts';
import { FrameTarget } from './frameTarget.ts';

/** The most CPU time that one frame may take, in ms; it counts only when it takes so long three times. */
const MOST_MS = 50;

const target = new FrameTarget();
const decoder = await loadMsgpackDecoder();

/** Fails when a hostile frame, to a server or to a client, takes long whenever it comes. */
export async function checkFrameCost(seed: number): Promise<void> {
  const random = randomFrom(seed);
  for (let n = 0; n < FRAMES_A_SEED; n += 2) {
    const [frame, bytes] = [hostileFrame(random), hostileBytes(random)];
    await isCheap(() => target.send(['{"t":"hello","v":1}', frame]), frame);
    await isCheap(() => read(bytes), bytes);
  }
}

function read(bytes: Buffer): void {
  try {
    readServerMessage(decoder.decode(bytes));
  } catch {
    // What it refuses is held by the other checks.
  }
}

async function isCheap(work: () => unknown, frame: string | Buffer): Promise<void> {
  let least = Infinity;
  for (let n = 0; n < 3 && least > MOST_MS; n += 1) {
    const before = process.cpuUsage();
    await work();
    const { user, system } = process.cpuUsage(before);
    least = Math.min(least, (user + system) / 1_000);
  }
  const text = Buffer.from(frame).subarray(0, 1_000).toString('base64');
  assert.ok(least <= MOST_MS, `takes ${least} ms of CPU each time: ${text}`);
}

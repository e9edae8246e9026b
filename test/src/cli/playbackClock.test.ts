import { PlaybackClock } from '../../../src/cli/playbackClock.ts';
import { ManualRuntime } from '../../../src/runtime/index.ts';
import type { ReplaySpeed } from '../../../src/replay/index.ts';
import * as assert from '../../support/assert.ts';
import { suite } from '../../support/suite.ts';

const test = suite('playbackClock');

/** A clock with timers at 100, 200, 300, and when the base's clock was there as they fired. */
function withTimers(speed: ReplaySpeed): {
  readonly runtime: ManualRuntime;
  readonly clock: PlaybackClock;
  readonly fired: (readonly [due: number, at: number])[];
} {
  const runtime = new ManualRuntime();
  const clock = new PlaybackClock(runtime, speed);
  const fired: [number, number][] = [];
  for (const due of [100, 200, 300])
    clock.setTimer(() => fired.push([due, runtime.monotonic()]), due);
  return { runtime, clock, fired };
}

test('runs at its speed, with its timers', () => {
  const { runtime, clock, fired } = withTimers(10);
  runtime.advance(25);
  assert.equal(
    [clock.monotonic(), fired],
    [
      250,
      [
        [100, 10],
        [200, 20],
      ],
    ],
  );
});

test('stands still while it is paused, and goes on where it was', () => {
  const { runtime, clock, fired } = withTimers(1);
  runtime.advance(150);
  clock.pause(true);
  runtime.advance(1_000);
  assert.equal([clock.monotonic(), fired, runtime.pending], [150, [[100, 100]], 0]);
  clock.pause(false);
  runtime.advance(60);
  assert.equal([clock.monotonic(), fired[1]], [210, [200, 1_200]]);
});

test('changes its speed on the way', () => {
  const { runtime, clock, fired } = withTimers(1);
  runtime.advance(100);
  clock.setSpeed(100);
  runtime.advance(2);
  assert.equal(
    [clock.monotonic(), fired],
    [
      300,
      [
        [100, 100],
        [200, 101],
        [300, 102],
      ],
    ],
  );
});

test('does not wait at its greatest speed, and leaps in order', () => {
  const { runtime, clock, fired } = withTimers('max');
  runtime.turn();
  assert.equal(
    fired.map(([due]) => due),
    [100, 200, 300],
  );
  assert.ok(clock.monotonic() >= 300 && runtime.monotonic() === 0);
});

test('forgets a timer that was taken back', () => {
  const { runtime, clock, fired } = withTimers(1);
  const cancel = clock.setTimer(() => fired.push([0, 0]), 50);
  clock.pause(true);
  cancel();
  clock.pause(false);
  runtime.advance(60);
  assert.equal(fired, []);
});

test.run();

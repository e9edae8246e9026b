import { BreakerLogic } from '../../../operators/flow/breakerLogic.ts';
import type { BreakerBounds } from '../../../operators/flow/breakerLogic.ts';
import { BreakerStates } from '../../oracle/breakerStates.ts';
import * as assert from '../../support/assert.ts';
import { randomFrom } from '../../support/chunks.ts';
import { suite } from '../../support/suite.ts';

const test = suite('BreakerLogic');

const THREE: BreakerBounds = {
  failures: 3,
  rate: 0,
  minimum: 1,
  window: 100,
  resetAfter: 50,
  halfOpen: 1,
};
const HALF: BreakerBounds = { ...THREE, failures: 1, rate: 0.5, minimum: 4 };

/** What happens at a time: a call that succeeds, one that fails, and the state after it or a refusal. */
type Row = [at: number, call: 'ok' | 'bad', then: 'closed' | 'open' | 'halfOpen' | 'refused'];

function steps(bounds: BreakerBounds, rows: readonly Row[]): void {
  const logic = new BreakerLogic(bounds);
  const seen = rows.map(([at, call]): Row => {
    const permit = logic.enter(at);
    if (permit === undefined) return [at, call, 'refused'];
    logic.leave(permit, call === 'ok', at);
    return [at, call, logic.state];
  });
  assert.equal(seen, rows);
}

test('opens at a number of failures within the window, and closes when a trial succeeds', () => {
  steps(THREE, [
    [0, 'bad', 'closed'],
    [10, 'bad', 'closed'],
    [15, 'ok', 'closed'],
    [20, 'bad', 'open'],
    [21, 'ok', 'refused'],
    [69, 'ok', 'refused'],
    [70, 'bad', 'open'],
    [119, 'ok', 'refused'],
    [120, 'ok', 'closed'],
    [121, 'bad', 'closed'],
    [122, 'bad', 'closed'],
    [123, 'bad', 'open'],
  ]);
});

test('forgets failures older than the window, a tenth of it at a time', () => {
  steps(THREE, [
    [5, 'bad', 'closed'],
    [15, 'bad', 'closed'],
    [100, 'bad', 'closed'],
    [109, 'bad', 'open'],
  ]);
  steps(THREE, [
    [5, 'bad', 'closed'],
    [15, 'bad', 'closed'],
    [99, 'bad', 'open'],
  ]);
  steps(THREE, [
    [-105, 'bad', 'closed'],
    [-95, 'bad', 'closed'],
    [-11, 'bad', 'open'],
  ]);
});

test('opens at a share of failures once there are enough calls', () => {
  steps(HALF, [
    [0, 'bad', 'closed'],
    [1, 'bad', 'closed'],
    [2, 'bad', 'closed'],
    [3, 'bad', 'open'],
  ]);
  steps(HALF, [
    [0, 'ok', 'closed'],
    [1, 'ok', 'closed'],
    [2, 'ok', 'closed'],
    [3, 'bad', 'closed'],
    [4, 'bad', 'closed'],
    [5, 'bad', 'open'],
  ]);
});

test('lets so many calls through on trial, and all of them have to succeed', () => {
  const logic = new BreakerLogic({ ...THREE, failures: 1, halfOpen: 2 });
  logic.leave(logic.enter(0) as number, false, 0);
  assert.is(logic.askAgainAt, 50);
  const [first, second, third] = [logic.enter(50), logic.enter(50), logic.enter(50)];
  assert.is(third, undefined);
  assert.is(logic.askAgainAt, Infinity);
  logic.leave(first as number, true, 51);
  assert.equal([logic.state, logic.admits(51)], ['halfOpen', false]);
  logic.leave(second as number, undefined, 52);
  const fourth = logic.enter(53);
  assert.ok(fourth !== undefined, 'a trial that was given up makes room');
  logic.leave(fourth, true, 54);
  assert.is(logic.state, 'closed');
});

test('takes no notice of calls that began before its last change', () => {
  const logic = new BreakerLogic({ ...THREE, failures: 1 });
  const [old, older] = [logic.enter(0) as number, logic.enter(0) as number];
  logic.leave(logic.enter(0) as number, false, 0);
  const trial = logic.enter(50) as number;
  logic.leave(old, true, 51);
  assert.is(logic.state, 'halfOpen');
  logic.leave(trial, true, 52);
  logic.leave(older, false, 53);
  assert.is(logic.state, 'closed');
});

test('stays open no longer when the clock is set back', () => {
  const logic = new BreakerLogic({ ...THREE, failures: 1 });
  logic.leave(logic.enter(1_000_000) as number, false, 1_000_000);
  assert.is(false, logic.admits(10));
  assert.is(false, logic.admits(59));
  assert.ok(logic.admits(60));
});

test('does what a breaker does that remembers every call', () => {
  const opened = { closed: 0, open: 0, halfOpen: 0 };
  for (let seed = 1; seed <= 2_000; seed += 1) {
    const random = randomFrom(seed);
    const byRate = random(2) === 0;
    const bounds: BreakerBounds = {
      failures: byRate ? 1 : 1 + random(5),
      rate: byRate ? [0.25, 0.5, 1][random(3)]! : 0,
      minimum: byRate ? 1 + random(6) : 1,
      window: 10 * (1 + random(10)),
      resetAfter: 1 + random(60),
      halfOpen: 1 + random(3),
    };
    const logic = new BreakerLogic(bounds);
    const model = new BreakerStates(bounds);
    const open: { permit: number; call: object }[] = [];
    let now = random(1_000) - 500;
    for (let step = 0; step < 120; step += 1) {
      now += random(3) === 0 ? random(30) : 0;
      if (random(2) === 0) {
        const [permit, call] = [logic.enter(now), model.begin(now)];
        assert.is(permit === undefined, call === undefined, `seed ${seed}, step ${step}`);
        if (permit !== undefined && call !== undefined) open.push({ permit, call });
      } else if (open.length > 0) {
        const [{ permit, call }] = open.splice(random(open.length), 1) as [(typeof open)[0]];
        const outcome = [true, false, true, false, undefined][random(5)];
        logic.leave(permit, outcome, now);
        model.end(call, outcome === undefined ? undefined : !outcome, now);
      }
      assert.is(logic.state, model.state, `seed ${seed}, step ${step}`);
      opened[logic.state] += 1;
    }
  }
  assert.ok(Math.min(...Object.values(opened)) > 10_000, JSON.stringify(opened));
});

test.run();

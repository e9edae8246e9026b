import { Heartbeat } from '../../../src/feed/heartbeat.ts';
import { MessageRate } from '../../../src/feed/messageRate.ts';
import { ManualRuntime } from '../../../src/runtime/index.ts';
import { suite } from '../../support/suite.ts';
import * as assert from '../../support/assert.ts';

interface Beat {
  readonly heartbeat: Heartbeat;
  readonly log: string[];
  readonly runtime: ManualRuntime;
  drained: number | undefined;
}

function start(): Beat {
  const runtime = new ManualRuntime();
  const log: string[] = [];
  const beat = { runtime, log, drained: undefined as number | undefined };
  const heartbeat = new Heartbeat({
    runtime,
    every: 100,
    grace: 10,
    ping: () => void log.push(`ping ${runtime.now()}`),
    progress: () => beat.drained,
    dead: () => {
      log.push(`dead ${runtime.now()}`);
      heartbeat.stop();
    },
  });
  return Object.assign(beat, { heartbeat });
}

const test = suite('Heartbeat');

test('declares a silent connection dead when the grace is over', () => {
  const { runtime, log } = start();
  runtime.advance(1_000);
  assert.equal(log, ['ping 100', 'dead 110']);
});

test('goes on while there is an answer within the grace', () => {
  const { runtime, log, heartbeat } = start();
  runtime.advance(105);
  heartbeat.heard();
  runtime.advance(104);
  assert.equal(log, ['ping 100', 'ping 200']);
  runtime.advance(1);
  assert.equal(log, ['ping 100', 'ping 200', 'dead 210']);
});

test('a slow reader that takes bytes that waited is alive', () => {
  const beat = start();
  beat.drained = 5;
  beat.runtime.advance(100);
  beat.drained = 6;
  beat.runtime.advance(109);
  assert.equal(beat.log, ['ping 100', 'ping 200']);
  beat.runtime.advance(1);
  assert.is(beat.log.at(-1), 'dead 210');
});

test('pings go on in their rhythm when the grace is longer', () => {
  const runtime = new ManualRuntime();
  const log: number[] = [];
  const heartbeat = new Heartbeat({
    runtime,
    every: 10,
    grace: 25,
    ping: () => void log.push(runtime.now()),
    progress: () => undefined,
    dead: () => heartbeat.stop(),
  });
  runtime.advance(1_000);
  assert.equal([log, runtime.pending], [[10, 20, 30], 0]);
});

test('a reader that takes nothing of what waits is dead', () => {
  const beat = start();
  beat.drained = 5;
  beat.runtime.advance(110);
  assert.equal(beat.log, ['ping 100', 'dead 110']);
});

test('a stopped heartbeat leaves no timer', () => {
  const { runtime, heartbeat } = start();
  heartbeat.stop();
  assert.is(runtime.pending, 0);
});

test('allows a burst, and then so many messages a second', () => {
  const runtime = new ManualRuntime();
  const rate = new MessageRate(runtime, 2, 3);
  assert.equal([rate.take(), rate.take(), rate.take(), rate.take()], [true, true, true, false]);
  runtime.advance(500);
  assert.equal([rate.take(), rate.take()], [true, false]);
  runtime.advance(60_000);
  assert.equal([rate.take(), rate.take(), rate.take(), rate.take()], [true, true, true, false]);
});

test.run();

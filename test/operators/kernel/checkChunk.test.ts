import { of } from 'rxjs';
import { count, fixedWindow, mapEach, SideOutput, values } from 'millrace';
import type { Late, LatePolicy, Stream } from 'millrace';
import * as assert from '../../support/assert.ts';
import { suite } from '../../support/suite.ts';

const test = suite('checkChunk');

/** What a forgotten eventTime gives where types do not see it. */
const plain = of(1, 2) as unknown as Stream<number>;

function errorOf(stream: Stream<unknown>): unknown {
  let seen: unknown;
  stream.subscribe({ error: (error) => (seen = error) });
  return seen;
}

test('an operator that gets plain values says that the stream was not entered', () => {
  const window = fixedWindow<number, { n: ReturnType<typeof count> }>({
    size: 1,
    late: 'drop',
    aggregate: { n: count() },
  });
  assert.hasCode(errorOf(plain.pipe(window)), 'MILLRACE_NOT_A_STREAM', /fixedWindow: .*eventTime/);
  assert.hasCode(
    errorOf(plain.pipe(mapEach((value) => value))),
    'MILLRACE_NOT_A_STREAM',
    /mapEach/,
  );
  const left = plain.pipe(values()) as unknown as Stream<unknown>;
  assert.hasCode(errorOf(left), 'MILLRACE_NOT_A_STREAM', /values/);
});

test('a side output without lateTo is named as such', () => {
  const late = new SideOutput<Late<number>>() as unknown as LatePolicy<number>;
  const build = (): unknown => fixedWindow({ size: 1, late, aggregate: { n: count() } });
  assert.throwsCode(build, 'MILLRACE_ARGUMENT_TYPE', /got a SideOutput without lateTo/);
});

test('an aggregate cannot have a name that objects do not keep', () => {
  const aggregate = { ['__proto__']: count() };
  const build = (): unknown => fixedWindow({ size: 1, late: 'drop', aggregate });
  assert.throwsCode(build, 'MILLRACE_ARGUMENT_RANGE', /aggregate/);
});

test.run();

import { from } from 'rxjs';
import { mapEach } from '../../../operators/flow/index.ts';
import * as assert from '../../support/assert.ts';
import { chunkOf, collect } from '../../support/chunks.ts';
import { operatorContract } from '../../support/operatorContract.ts';
import { suite } from '../../support/suite.ts';

const test = suite('mapEach');

operatorContract(test, { build: () => mapEach((value) => value * 10) });

test('turns each value into another one and keeps its place in time', () => {
  const chunk = chunkOf(
    [
      [1, 100],
      [2, 200],
    ],
    { before: [50, 99], watermark: 120, arrivals: [7, 8] },
  );
  const { chunks } = collect(
    from([chunk]).pipe(mapEach((value, timestamp) => `${value}@${timestamp}`)),
  );
  assert.equal(chunks, [{ ...chunk, values: ['1@100', '2@200'] }]);
});

test('emits what came before a throw, then the error with the cause', () => {
  const cause = new TypeError('two');
  const chunk = chunkOf(
    [
      [1, 100],
      [2, 200],
      [3, 300],
    ],
    { before: [50, 99, 199], watermark: 299 },
  );
  const { values, chunks, error } = collect(
    from([chunk]).pipe(
      mapEach((value) => {
        if (value === 2) throw cause;
        return value;
      }),
    ),
  );
  assert.equal(values, [1]);
  assert.is(chunks[0]?.watermark, 99);
  assert.hasCode(
    error,
    'MILLRACE_CALLBACK',
    'mapEach: a function given to it threw TypeError: two',
  );
  assert.is((error as Error).cause, cause);
});

test('refuses what is no function when it is called', () => {
  assert.throwsCode(
    () => mapEach(5 as never),
    'MILLRACE_ARGUMENT_TYPE',
    'mapEach: map: expected a function, got 5',
  );
});

test.run();

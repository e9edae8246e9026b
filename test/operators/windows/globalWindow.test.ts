import { from, NEVER, Subject } from 'rxjs';
import { count, sum } from '../../../operators/aggregates/index.ts';
import { operatorsBehind } from '../../../operators/kernel/index.ts';
import type { Chunk } from '../../../operators/kernel/index.ts';
import { globalWindow } from '../../../operators/windows/index.ts';
import * as assert from '../../support/assert.ts';
import { chunkOf, collect, cutEvents } from '../../support/chunks.ts';
import { suite } from '../../support/suite.ts';
import { checkGlobalWindow } from './windowChecks.ts';

const test = suite('globalWindow');
const aggregate = { n: count() };

// values

test('gives what the definition says, in any chunks and across a restore', () => {
  for (let seed = 1; seed <= 300; seed += 1) checkGlobalWindow(seed);
});

test('gives nothing for an empty source', () => {
  const { values, completed } = collect(
    from(cutEvents<string>([], { size: 1, outOfOrderness: 0 })).pipe(globalWindow({ aggregate })),
  );
  assert.equal([values, completed], [[], true]);
});

test('gives nothing when it is left or the source fails', () => {
  const source = new Subject<Chunk<string>>();
  const collected = collect(source.pipe(globalWindow({ aggregate })));
  source.next(chunkOf([['a', 1]], { watermark: 0 }));
  source.error('lost');
  assert.equal([collected.values, collected.error], [[], 'lost']);
});

test('takes events however far they are behind the watermark', () => {
  const source = from(
    cutEvents(
      [9, 1, 100, -50].map((at) => ({ value: at, at })),
      { size: 2, outOfOrderness: 0 },
    ),
  );
  assert.equal(
    collect(source.pipe(globalWindow({ aggregate }))).values.map(({ value }) => value.n),
    [4],
  );
});

// errors and state

test('fails when an aggregate throws', () => {
  const failing = globalWindow({ aggregate: { total: sum((): number => Number.NaN) } });
  const { error } = collect(
    from(cutEvents([{ value: 1, at: 1 }], { size: 1, outOfOrderness: 0 })).pipe(failing),
  );
  assert.hasCode(error, 'MILLRACE_CALLBACK', 'sum');
});

test('holds a row for each key', () => {
  const source = new Subject<Chunk<string>>();
  const stream = source.pipe(globalWindow({ key: (word: string) => word, aggregate }));
  stream.subscribe();
  source.next(
    chunkOf(
      [
        ['a', 1],
        ['b', 2],
        ['a', 3],
      ],
      { watermark: 2 },
    ),
  );
  assert.is(operatorsBehind(stream)[0]?.stateSize(), 2);
});

// arguments

test('refuses a config without an aggregate, and one that is no object', () => {
  assert.throwsCode(
    () => globalWindow({} as never),
    'MILLRACE_ARGUMENT_TYPE',
    'globalWindow: aggregate: expected ',
  );
  assert.throwsCode(
    () => globalWindow(undefined as never),
    'MILLRACE_ARGUMENT_TYPE',
    'globalWindow: config: expected ',
  );
  assert.is(
    operatorsBehind(NEVER.pipe(globalWindow({ name: 'all', aggregate })))[0]?.stateName,
    'all',
  );
});

test.run();

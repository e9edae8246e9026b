import { from, take } from 'rxjs';
import { IDLE, makeChunk } from '../../../operators/kernel/index.ts';
import type { Chunk } from '../../../operators/kernel/index.ts';
import { values } from '../../../operators/time/index.ts';
import * as assert from '../../support/assert.ts';
import { chunkOf } from '../../support/chunks.ts';
import { marbles } from '../../support/marbles.ts';
import { suite } from '../../support/suite.ts';

const test = suite('values');

test('gives the values of each chunk in order and at once, and nothing for the rest of it', () => {
  marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const source = cold<Chunk<string>>('-a-b-c-|', {
      a: chunkOf(
        [
          ['x', 1],
          ['y', 2],
        ],
        { watermark: 0 },
      ),
      b: makeChunk<string>({ watermark: 5, control: IDLE }),
      c: chunkOf([['z', 1]], { watermark: 0 }),
    });
    expectObservable(source.pipe(values())).toBe('-(xy)z-|');
    expectSubscriptions(source.subscriptions).toBe('^------!');
  });
});

test('passes an error on, and leaves the source when it is left', () => {
  marbles(({ cold, expectObservable, expectSubscriptions }) => {
    expectObservable(cold<Chunk<string>>('--#', {}, 'lost').pipe(values())).toBe('--#', {}, 'lost');
    const silent = cold<Chunk<string>>('------');
    expectObservable(silent.pipe(values()), '--!').toBe('---');
    expectSubscriptions(silent.subscriptions).toBe('         ^-!');
  });
});

test('stops within a chunk, and a synchronous source, when its subscriber has enough', () => {
  let made = 0;
  const endless = (function* (): Generator<Chunk<string>> {
    for (;;) {
      made += 1;
      yield chunkOf(
        [
          ['a', 1],
          ['b', 2],
        ],
        { watermark: 0 },
      );
    }
  })();
  const seen: string[] = [];
  from(endless)
    .pipe(values(), take(3))
    .subscribe((value) => seen.push(value));
  assert.equal([seen, made], [['a', 'b', 'a'], 2]);
});

test.run();

import fc from 'fast-check';
import { MinHeap } from '../../../operators/kernel/index.ts';
import * as assert from '../../support/assert.ts';
import { suite } from '../../support/suite.ts';

const test = suite('MinHeap');

test('gives what was put in as a sorted list does, whatever is put in and taken out in between', () => {
  const acts = fc.array(fc.option(fc.integer({ min: -20, max: 20 }), { freq: 3 }), {
    maxLength: 200,
  });
  fc.assert(
    fc.property(acts, (todo) => {
      const heap = new MinHeap<number>((a, b) => a - b);
      const list: number[] = [];
      for (const item of todo) {
        if (item === null) assert.is(heap.pop(), list.shift());
        else {
          heap.push(item);
          list.push(item);
          list.sort((a, b) => a - b);
        }
        assert.equal([heap.first, heap.size], [list[0], list.length]);
      }
    }),
    { numRuns: 500, seed: 42 },
  );
});

test.run();

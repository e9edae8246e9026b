import { take } from 'rxjs';
import { fromArray } from '../../../operators/index.ts';
import * as assert from '../../support/assert.ts';
import { suite } from '../../support/suite.ts';

const test = suite('fromArray');

const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

test('gives each value once, alone and in runs, however many there are', () => {
  for (const count of [0, 1, 15, 16, 17, 40]) {
    for (const chunkSize of [1, 2, 512]) {
      const given: number[] = [];
      let ends = 0;
      fromArray(numbers(count), { chunkSize }).subscribe({
        next: (value) => given.push(value),
        complete: () => (ends += 1),
      });
      assert.equal(given, numbers(count));
      assert.is(ends, 1);
    }
  }
});

test('gives nothing more once nobody listens', () => {
  const values = numbers(40);
  let read = 0;
  const counted = new Proxy(values, {
    get: (target, name, receiver): unknown => {
      if (name === '39') read += 1;
      return Reflect.get(target, name, receiver);
    },
  });
  const taken: number[] = [];
  fromArray(counted, { chunkSize: 1 })
    .pipe(take(3))
    .subscribe((value) => taken.push(value));
  assert.equal(taken, [0, 1, 2]);
  assert.is(read, 0);
});

test('gives values one by one that are added meanwhile, and none that are taken away', () => {
  const values = numbers(20);
  const given: number[] = [];
  fromArray(values, { chunkSize: 1 }).subscribe((value) => {
    given.push(value);
    if (value === 3) values.push(20);
    if (value === 18) values.length = 19;
  });
  assert.equal(given, numbers(19));
});

test.run();

import * as assert from '../assert.ts';
import { suite } from '../suite.ts';
import { findCycle } from './findCycle.ts';

const cycles = suite('findCycle');

cycles('finds none where all edges point down', () => {
  const edges = new Map([
    ['a', ['b', 'c']],
    ['b', ['c']],
    ['c', []],
  ]);
  assert.is(findCycle(edges), undefined);
});

cycles('names the nodes of a cycle without the way to it', () => {
  const edges = new Map([
    ['a', ['b']],
    ['b', ['c']],
    ['c', ['d', 'b']],
  ]);
  assert.equal(findCycle(edges), ['b', 'c', 'b']);
});

cycles('sees a node that points to itself', () => {
  assert.equal(findCycle(new Map([['a', ['a']]])), ['a', 'a']);
});

cycles.run();

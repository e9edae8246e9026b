import { suite } from '../../support/suite.ts';
import { checkGridPanes } from './checkGridPanes.ts';

const test = suite('windows on a grid against a naive recomputation');

test('fixed windows give what the definition says, in any chunks and across a restore', () => {
  for (let seed = 1; seed <= 1_000; seed += 1) checkGridPanes(seed, true);
});

test('sliding windows give what the definition says, in any chunks and across a restore', () => {
  for (let seed = 10_001; seed <= 12_000; seed += 1) checkGridPanes(seed, false);
});

test.run();

import { suite } from '../../support/suite.ts';
import { checkRankings } from './checkRankings.ts';

const test = suite('topPerWindow against a naive recomputation');

test('ranks each window as sorting it anew does, in any chunks and across a restore', () => {
  for (let seed = 1; seed <= 1_500; seed += 1) checkRankings(seed);
});

test.run();

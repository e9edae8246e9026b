import { suite } from '../../support/suite.ts';
import { checkSessionPanes } from './checkSessionPanes.ts';

const test = suite('session windows against a naive recomputation');

test('sessions are what the definition says, in any chunks and across a restore', () => {
  for (let seed = 1; seed <= 3_000; seed += 1) checkSessionPanes(seed);
});

test.run();

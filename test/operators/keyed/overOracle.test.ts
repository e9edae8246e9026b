import { suite } from '../../support/suite.ts';
import { checkLead } from './checkLead.ts';
import { checkOverRange, checkOverRangeOfParts } from './checkOverRange.ts';

const test = suite('overRange and lead against naive recomputations');

test('overRange keeps totals from which events are taken out', () => {
  for (let seed = 1; seed <= 700; seed += 1) checkOverRange(seed, true);
});

test('overRange merges what cannot be taken out', () => {
  for (let seed = 1; seed <= 500; seed += 1) checkOverRange(seed, false);
});

test('overRange drifts by no more than rounding', () => {
  for (let seed = 1; seed <= 500; seed += 1) checkOverRangeOfParts(seed);
});

test('lead sets the later event of the key beside each event, in the order in which it is known', () => {
  for (let seed = 1; seed <= 1_000; seed += 1) checkLead(seed);
});

test.run();

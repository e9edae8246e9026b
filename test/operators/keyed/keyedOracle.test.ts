import { suite } from '../../support/suite.ts';
import {
  checkDedupe,
  checkDedupeByClock,
  checkDedupeChanges,
  checkLag,
  checkLatestByKey,
  checkScanByKey,
  checkSortByTime,
  checkTopN,
} from './keyedChecks.ts';

const test = suite('operators by key against naive recomputations');

for (const keep of ['first', 'last'] as const) {
  test(`dedupe tells how the ${keep} event of each key changes`, () => {
    for (let seed = 1; seed <= 250; seed += 1) checkDedupeChanges(seed, keep);
  });
}

test('dedupe lets the first event of each key and life through, in order of time', () => {
  for (let seed = 1; seed <= 500; seed += 1) checkDedupe(seed);
});

test('dedupe lets no key through twice within its life of processing time', () => {
  for (let seed = 1; seed <= 250; seed += 1) checkDedupeByClock(seed);
});

test('sortByTime gives all that is not late in order of time', () => {
  for (let seed = 1; seed <= 500; seed += 1) checkSortByTime(seed);
});

test('latestByKey tells how the latest event of each key changes, and when it ends', () => {
  for (let seed = 1; seed <= 250; seed += 1) checkLatestByKey(seed);
});

test('scanByKey accumulates each key until its life ends', () => {
  for (let seed = 1; seed <= 250; seed += 1) checkScanByKey(seed);
});

test('lag sets the earlier event of the key beside each event', () => {
  for (let seed = 1; seed <= 250; seed += 1) checkLag(seed);
});

test('topN tells each place that changes as sorting all events anew does', () => {
  for (let seed = 1; seed <= 500; seed += 1) checkTopN(seed);
});

test.run();

import { suite } from '../../support/suite.ts';
import {
  checkIntervalAccounts,
  checkIntervalOrder,
  checkIntervalSteps,
  intervalSetting,
} from './intervalChecks.ts';
import { checkJoinRestore, checkJoinTurns } from './joinOracle.ts';

const test = suite('intervalJoin against a join that keeps everything');

test('gives the same rows, late events and state behind each step', () => {
  for (let seed = 1; seed <= 1_500; seed += 1) checkIntervalSteps(seed);
});

test('accounts for each event: in a result, late, or without one', () => {
  for (let seed = 1; seed <= 300; seed += 1) checkIntervalAccounts(seed);
});

test('gives all results in the order of their timestamps when they wait for the watermark', () => {
  for (let seed = 1; seed <= 600; seed += 1) checkIntervalOrder(seed);
});

test('gives the same rows in the same order however the inputs interleave', () => {
  for (let seed = 1; seed <= 300; seed += 1) {
    checkJoinTurns(seed, (own) => intervalSetting(own, 'time', 'input'));
  }
});

test('goes on from a snapshot behind any step as if nothing had happened', () => {
  for (let seed = 1; seed <= 240; seed += 1) {
    checkJoinRestore(seed, (own) => intervalSetting(own, own % 4 === 0 ? 'time' : 'arrival'));
  }
});

test.run();

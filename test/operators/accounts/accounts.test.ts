import * as aggregates from '../../../operators/aggregates/index.ts';
import * as library from '../../../operators/index.ts';
import * as assert from '../../support/assert.ts';
import { suite } from '../../support/suite.ts';
import { checkAccounts, checkFreed } from './checkAccounts.ts';
import { statefulOperators } from './statefulOperators.ts';

const test = suite('every operator with state');

/** Exported functions that are no operators, or have no state. */
const withoutState = [
  ...['fromArray', 'values', 'lateTo', 'ascending', 'bounded', 'customWatermark', 'partitioned'],
  ...['punctuated', 'each', 'mapEach', 'filterEach', 'flatMapEach', 'tapEach', 'shareCached'],
  ...['makeChunk', 'makeRows', 'statefulOperator', 'watermarkBefore', 'callbackError', 'connect'],
  ...['operate', 'operatorsBehind', 'isCodedError', 'isRetraction', 'toMilliseconds', 'show'],
  ...['checkConfig', 'checkFunction', 'checkNumber', 'checkWord', 'copySnapshot', 'readSavedView'],
  ...['circuitBreaker', 'retryCall', 'schedulerClock', 'describeOperator', 'emptyChunk'],
  ...['failedWith', 'weightOf', 'weightOfRun', 'branch'],
];

const isClass = (made: unknown): boolean => String(made).startsWith('class');

test('is in the table', () => {
  const named = new Set(Object.keys(statefulOperators).map((name) => name.split(' ')[0]));
  const exported = Object.entries(library)
    .filter(([name, made]) => typeof made === 'function' && !isClass(made) && !(name in aggregates))
    .map(([name]) => name);
  assert.equal(
    exported.filter((name) => !withoutState.includes(name) && !named.has(name)),
    [],
    'exported and not held to account: add a line to a group of statefulOperators.ts (or to withoutState here)',
  );
});

for (const [name, operator] of Object.entries(statefulOperators)) {
  test(`${name}: each event is in a result, late, or counted under a reason, and once`, () => {
    for (let seed = 1; seed <= 120; seed += 1) checkAccounts(name, operator, seed);
  });

  test(`${name}: keeps what it may still need when the watermark has passed everything`, () => {
    for (let seed = 1; seed <= 60; seed += 1) checkFreed(name, operator, seed);
  });
}

test.run();

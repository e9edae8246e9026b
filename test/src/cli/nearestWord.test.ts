import { didYouMean, nearestWord } from '../../../src/cli/nearestWord.ts';
import * as assert from '../../support/assert.ts';
import { suite } from '../../support/suite.ts';

const test = suite('nearestWord');

const words = ['departures', 'quakes', 'at'];

const cases: readonly (readonly [word: string, nearest: string | undefined])[] = [
  ['quakes', 'quakes'],
  ['Quakes', 'quakes'],
  ['quaeks', 'quakes'],
  ['quake', 'quakes'],
  ['quakess', 'quakes'],
  ['quokas', 'quakes'],
  ['arrivals', undefined],
  ['depatrures', 'departures'],
  ['att', 'at'],
  ['ab', 'at'],
  ['xy', undefined],
  ['', undefined],
];

for (const [word, nearest] of cases) {
  test(`takes '${word}' for ${nearest ?? 'none of the words'}`, () => {
    assert.is(nearestWord(word, words), nearest);
  });
}

test('asks for the nearest word, where there is one', () => {
  assert.is(didYouMean('quaks', words), " Did you mean 'quakes'?");
  assert.is(didYouMean('zzzz', words), '');
});

test.run();

import { instantText, parseInstant } from '../../../src/runtime/index.ts';
import * as assert from '../../support/assert.ts';
import { suite } from '../../support/suite.ts';

const test = suite('instant');

const readable: readonly (readonly [text: string, instant: number])[] = [
  ['2001-01-31', 980_899_200_000],
  ['2001-01', 978_307_200_000],
  ['2001-01-31T08:15', 980_928_900_000],
  ['2001-01-31T08:15:00Z', 980_928_900_000],
  ['2001-01-31T08:15:00.250', 980_928_900_250],
  ['2001-01-31T10:15:00+02:00', 980_928_900_000],
  ['980928900000', 980_928_900_000],
  ['-980928900000', -980_928_900_000],
];

for (const [text, instant] of readable) {
  test(`reads ${text}`, () => assert.is(parseInstant(text), instant));
}

for (const text of [
  '',
  'yesterday',
  '2001',
  '31.01.2001',
  '2001-13-01',
  '2001-01-31 08:15',
  '1e3',
  'NaN',
]) {
  test(`does not read '${text}'`, () => assert.is(parseInstant(text), undefined));
}

test('writes an instant in UTC', () => {
  assert.is(instantText(980_928_900_250), '2001-01-31T08:15:00.250Z');
});

test('writes what is no instant as the number that it is', () => {
  assert.is(instantText(-Infinity), '-Infinity');
  assert.is(instantText(1e300), '1e+300');
});

test.run();

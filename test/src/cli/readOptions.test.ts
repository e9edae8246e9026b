import { readDuration, readInstant, readPort, readSpeed } from '../../../src/cli/index.ts';
import * as assert from '../../support/assert.ts';
import { suite } from '../../support/suite.ts';

const test = suite('reading options');

type Reader = (text: string) => unknown;

const good: readonly (readonly [read: Reader, text: string, value: unknown])[] = [
  [readSpeed, 'max', 'max'],
  [readSpeed, '60', 60],
  [readSpeed, '0.5', 0.5],
  [readSpeed, '.5', 0.5],
  [readPort, '0', 0],
  [readPort, '8080', 8080],
  [readPort, '65535', 65_535],
  [readInstant, '2001-01-31', 980_899_200_000],
  [readInstant, '980899200000', 980_899_200_000],
  [readDuration, '0', 0],
  [readDuration, '250', 250],
  [readDuration, '2h', 7_200_000],
  [readDuration, '1.5s', 1_500],
];

for (const [read, text, value] of good) {
  test(`${read.name} takes '${text}'`, () => assert.is(read(text), value));
}

const bad: readonly (readonly [read: Reader, texts: readonly string[], expected: string])[] = [
  [readSpeed, ['', '0', '-1', '1e3', 'Infinity', 'fast', '60x'], "a positive number, or 'max'"],
  [readPort, ['', '-1', '65536', '80.5', '0x50', 'http'], 'a port from 0 to 65535 (0: a free one)'],
  [readInstant, ['', 'now', '2001', '31.1.2001'], "a date such as '2001-01-31'"],
  [readDuration, ['', '-5m', '2w', '1.5ms', 'soon'], 'a duration such as '],
];

for (const [read, texts, expected] of bad) {
  for (const text of texts) {
    test(`${read.name} refuses '${text}'`, () => {
      const error = `Expected ${expected}`;
      assert.throwsCode(() => read(text), 'commander.invalidArgument', error);
      assert.throws(() => read(text), `got '${text}'.`);
    });
  }
}

test.run();

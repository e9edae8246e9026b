import { fitText } from '../../../../src/dashboard/drawing/fitText.ts';
import * as assert from '../../../support/assert.ts';
import { suite } from '../../../support/suite.ts';

const test = suite('fitText');

const texts: readonly (readonly [text: string, fitted: string])[] = [
  ['', ''],
  ['counts', 'counts'],
  ['lower-case-of-a-usual-length', 'lower-case-of-a-usual-l…'],
  ['AIRPORT_DEPARTURES_MONTHLY', 'AIRPORT_DEPARTURES…'],
  ['W'.repeat(30), `${'W'.repeat(13)}…`],
  ['時'.repeat(30), `${'時'.repeat(13)}…`],
  ['😀'.repeat(30), `${'😀'.repeat(13)}…`],
  ['i'.repeat(30), 'i'.repeat(30)],
];

for (const [text, fitted] of texts) {
  test(`cuts '${text}' by the widths of its letters`, () =>
    assert.is(fitText(text, 200, 13.5), fitted));
}

test.run();

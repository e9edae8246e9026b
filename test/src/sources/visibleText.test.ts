import { visibleText } from '../../../src/sources/visibleText.ts';
import * as assert from '../../support/assert.ts';
import { suite } from '../../support/suite.ts';

const test = suite('visibleText');

const shown: readonly (readonly [about: string, text: string, expected: string])[] = [
  ['letters, signs and spaces stay', "Zürich – '東京' 🙂", "Zürich – '東京' 🙂"],
  ['a tab stays', 'a\tb', 'a\tb'],
  ['a byte order mark', '\uFEFF{}', '\\uFEFF{}'],
  ['an escape sequence', '\u001B[31mred', '\\u001B[31mred'],
  ['line ends and zero bytes', 'a\r\n\0', 'a\\u000D\\u000A\\u0000'],
  ['a direction mark', 'a\u202Eb', 'a\\u202Eb'],
  ['a character beyond four digits', '\u{E0001}', '\\u{E0001}'],
];

for (const [about, text, expected] of shown) {
  test(`${about}: ${expected}`, () => assert.is(visibleText(text), expected));
}

test.run();

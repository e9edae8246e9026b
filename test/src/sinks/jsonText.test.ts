import { jsonText } from '../../../src/sinks/jsonText.ts';
import * as assert from '../../support/assert.ts';
import { suite } from '../../support/suite.ts';

const test = suite('jsonText');

class Flight {
  readonly hub: string = 'JFK';
  readonly number: bigint = 12n;
}

const within: unknown[] = [];
within.push(within);

test('says in one line what JSON can say, and tells how it says the rest', () => {
  const cases: readonly (readonly [value: unknown, text: string])[] = [
    [
      { a: 1, b: 'x\ny', c: [true, null], d: { e: undefined } },
      '{"a":1,"b":"x\\ny","c":[true,null],"d":{}}',
    ],
    [[NaN, Infinity, -0], '[null,null,0]'],
    [{ big: 2n ** 64n }, '{"big":"18446744073709551616"}'],
    [new Date(0), '"1970-01-01T00:00:00.000Z"'],
    [new Flight(), '{"hub":"JFK","number":"12"}'],
    [Object.create(null), '{}'],
    ['text', '"text"'],
    [7, '7'],
  ];
  for (const [value, text] of cases) assert.is(jsonText('sink', value), text);
});

test('refuses what JSON would lose without a word', () => {
  const refused: readonly (readonly [value: unknown, told: string])[] = [
    [{ a: new Map() }, 'Map'],
    [[new Set()], 'Set'],
    [{ a: { b: new Uint8Array(2) } }, 'Uint8Array'],
    [/x/, 'RegExp'],
    [within, 'levels'],
    [undefined, 'no row'],
    [() => 1, 'no row'],
  ];
  for (const [value, told] of refused)
    assert.throwsCode(() => jsonText('mySink', value), 'MILLRACE_NOT_RECORDABLE', told);
  assert.throws(() => jsonText('mySink', new Map()), 'mySink: ');
});

test.run();

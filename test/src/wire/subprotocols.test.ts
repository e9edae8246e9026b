import {
  chooseSubprotocol,
  codecOf,
  comebackAfter,
  fromWireTime,
  toWireTime,
} from '../../../src/wire/index.ts';
import { suite } from '../../support/suite.ts';
import * as assert from '../../support/assert.ts';

const test = suite('words and numbers of the wire');

test('the first offered subprotocol that is known is chosen', () => {
  assert.is(
    chooseSubprotocol(['x', 'millrace.v1.msgpack', 'millrace.v1.json']),
    'millrace.v1.msgpack',
  );
  assert.is(chooseSubprotocol(['millrace.v2.json']), undefined);
  assert.is(codecOf('millrace.v1.json'), 'json');
});

test('the ends of time are words, every other time is a number', () => {
  assert.equal([Infinity, -Infinity, 0, -5].map(toWireTime), ['end', 'start', 0, -5]);
  assert.equal((['end', 'start', 0, -5] as const).map(fromWireTime), [Infinity, -Infinity, 0, -5]);
});

test('a close code tells when to come back', () => {
  const table = [
    [4000, 'never'],
    [4006, 'never'],
    [4009, 'never'],
    [1009, 'never'],
    [4108, 'later'],
    [4129, 'later'],
    [4150, 'later'],
    [4200, 'soon'],
    [1006, 'soon'],
    [1001, 'soon'],
  ] as const;
  for (const [code, comeback] of table) assert.is(comebackAfter(code), comeback, String(code));
});

test.run();

import fc from 'fast-check';
import { CLOSE, DEFAULT_LIMITS, readClientMessage, WireError } from '../../../src/wire/index.ts';
import { suite } from '../../support/suite.ts';
import * as assert from '../../support/assert.ts';

const test = suite('readClientMessage');
const read = (text: string): unknown => readClientMessage(text, DEFAULT_LIMITS);
const longName = 'x'.repeat(256);

const GOOD: readonly string[] = [
  '{"t":"hello","v":1}',
  '{"t":"hello","v":2,"client":{"name":"a"}}',
  '{"t":"hello","v":1,"client":{"name":"a","version":"3"}}',
  '{"t":"hello","v":1,"token":"x"}',
  '{"t":"auth","token":"x"}',
  '{"t":"sub","id":1,"feed":"räder"}',
  '{"t":"sub","id":1,"feed":"f","since":"start"}',
  '{"t":"sub","id":1,"feed":"f","since":{"last":0}}',
  '{"t":"sub","id":1,"feed":"f","since":{"time":-1.5}}',
  '{"t":"sub","id":1,"feed":"f","since":{"epoch":"e","off":-1}}',
  '{"t":"sub","id":1,"feed":"f","slow":"block"}',
  '{"t":"sub","id":1,"feed":"f","slow":"latest"}',
  '{"t":"sub","id":1,"feed":"f","slow":"close"}',
  '{"t":"sub","id":1,"feed":"f","slow":{"drop":1}}',
  '{"t":"sub","id":1,"feed":"f","since":"start","slow":{"sample":3600000}}',
  '{"t":"sub","id":1,"feed":"f","fields":["a","b"]}',
  '{"t":"sub","id":1,"feed":"f","filter":"d.n > 1"}',
  '{"t":"set","id":1}',
  '{"t":"set","id":1,"slow":"latest","fields":null,"filter":null}',
  '{"t":"set","id":1,"fields":["a"],"filter":"d.n > 1"}',
  '{"t":"set","id":1,"delay":0}',
  '{"t":"sub","id":1,"feed":"f","delay":3600000}',
  '{"t":"unsub","id":9007199254740991}',
  '{"t":"hist","req":1,"feed":"f"}',
  '{"t":"hist","req":2,"feed":"f","since":{"last":3},"limit":1,"reverse":true}',
  '{"t":"ctl","req":1,"act":"play"}',
  '{"t":"ctl","req":2,"act":"pause"}',
  '{"t":"ctl","req":3,"act":"seek","to":-1.5}',
  '{"t":"ctl","req":4,"act":"speed","speed":0.000001}',
  '{"t":"ctl","req":5,"act":"speed","speed":"max"}',
  '{"t":"ping"}',
  '{"t":"ping","n":0}',
  '{"t":"pong","n":3}',
];

test('reads each kind with all its forms', () => {
  for (const text of GOOD) assert.equal(read(text), JSON.parse(text));
});

test('ignores fields that it does not know', () => {
  assert.equal(read('{"t":"unsub","id":1,"more":[1],"__proto__":{"t":"x"}}'), {
    t: 'unsub',
    id: 1,
  });
});

const BAD: readonly (readonly [text: string, error: string])[] = [
  ['', 'expected JSON text'],
  ['{', 'expected JSON text'],
  ['null', 'message: expected an object'],
  ['[]', 'message: expected an object'],
  ['"hello"', 'message: expected an object'],
  ['{}', 'message: t: expected hello, auth, sub, set, unsub, hist, ctl, ping, pong'],
  ['{"t":"ev"}', 'message: t: expected hello, auth'],
  ['{"t":"constructor"}', 'message: t: expected hello, auth'],
  ['{"t":{"a":1}}', 'message: t: expected hello, auth'],
  ['{"t":"sub","id":1,"feed":"f","fields":[]}', 'sub: fields: expected 1 to 64 names'],
  ['{"t":"sub","id":1,"feed":"f","fields":"a"}', 'sub: fields: expected 1 to 64 names'],
  ['{"t":"sub","id":1,"feed":"f","fields":["a",1]}', 'sub: fields: name: expected a text of 1 to'],
  [`{"t":"sub","id":1,"feed":"f","fields":[${'"a",'.repeat(64)}"a"]}`, 'expected 1 to 64 names'],
  ['{"t":"sub","id":1,"feed":"f","delay":-1}', 'sub: delay: expected a whole number'],
  ['{"t":"sub","id":1,"feed":"f","delay":3600001}', 'sub: delay: expected a whole number'],
  ['{"t":"set","id":1,"delay":"5s"}', 'set: delay: expected a whole number'],
  ['{"t":"set","id":1,"delay":null}', 'set: delay: expected a whole number'],
  ['{"t":"hello"}', 'hello: v: expected a whole number of at least 1'],
  ['{"t":"hello","v":"1"}', 'hello: v: expected a whole number of at least 1'],
  ['{"t":"hello","v":1,"client":"a"}', 'hello: client: expected an object'],
  ['{"t":"hello","v":1,"client":{}}', 'hello: client: name: expected a text of 1 to 255'],
  [`{"t":"hello","v":1,"client":{"name":"${longName}"}}`, 'name: expected a text of 1 to 255'],
  ['{"t":"hello","v":1,"token":""}', 'hello: token: expected a text of 1 to 8192'],
  ['{"t":"auth"}', 'auth: token: expected a text of 1 to 8192'],
  [`{"t":"auth","token":"${'x'.repeat(8_193)}"}`, 'auth: token: expected a text'],
  ['{"t":"sub","feed":"f"}', 'sub: id: expected a whole number of at least 1'],
  ['{"t":"sub","id":0,"feed":"f"}', 'sub: id: expected'],
  ['{"t":"sub","id":1.5,"feed":"f"}', 'sub: id: expected'],
  ['{"t":"sub","id":1e300,"feed":"f"}', 'sub: id: expected'],
  ['{"t":"sub","id":1}', 'sub: feed: expected a text'],
  ['{"t":"sub","id":1,"feed":""}', 'sub: feed: expected a text'],
  [`{"t":"sub","id":1,"feed":"${longName}"}`, 'sub: feed: expected a text of 1 to 255'],
  ['{"t":"sub","id":1,"feed":"f","since":{"time":"now"}}', 'time: expected a number'],
  ['{"t":"sub","id":1,"feed":"f","since":{"time":1e999}}', 'time: expected a number'],
  ['{"t":"sub","id":1,"feed":"f","slow":"fast"}', 'sub: slow'],
  ['{"t":"sub","id":1,"feed":"f","slow":null}', 'sub: slow'],
  ['{"t":"sub","id":1,"feed":"f","slow":{}}', 'sample: expected a whole number of at least 1'],
  [
    '{"t":"sub","id":1,"feed":"f","slow":{"drop":0}}',
    'drop: expected a whole number of at least 1',
  ],
  ['{"t":"sub","id":1,"feed":"f","slow":{"sample":3600001}}', 'at least 1 and at most 3600000'],
  ['{"t":"sub","id":1,"feed":"f","since":"end"}', 'sub: since'],
  ['{"t":"sub","id":1,"feed":"f","since":null}', 'sub: since'],
  [
    '{"t":"sub","id":1,"feed":"f","since":{"last":-1}}',
    'last: expected a whole number of at least 0',
  ],
  ['{"t":"sub","id":1,"feed":"f","since":{"off":1}}', 'epoch: expected a text'],
  [
    '{"t":"sub","id":1,"feed":"f","since":{"epoch":"e","off":-2}}',
    'off: expected a whole number of at least -1',
  ],
  ['{"t":"hist","feed":"f"}', 'hist: req: expected a whole number of at least 1'],
  ['{"t":"hist","req":1}', 'hist: feed: expected a text'],
  ['{"t":"hist","req":1,"feed":"f","since":null}', 'hist: since'],
  [
    '{"t":"hist","req":1,"feed":"f","limit":0}',
    'hist: limit: expected a whole number of at least 1',
  ],
  ['{"t":"hist","req":1,"feed":"f","reverse":1}', 'hist: reverse: expected true or false'],
  ['{"t":"ctl","act":"play"}', 'ctl: req: expected a whole number'],
  ['{"t":"ctl","req":1,"act":"stop"}', "ctl: act: expected 'play', 'pause', 'seek' or 'speed'"],
  ['{"t":"ctl","req":1,"act":"seek"}', 'ctl: to: expected a number'],
  ['{"t":"ctl","req":1,"act":"speed","speed":0}', "ctl: speed: expected 'max' or a number"],
  ['{"t":"ctl","req":1,"act":"speed","speed":1e7}', "ctl: speed: expected 'max' or a number"],
  ['{"t":"ping","n":"x"}', 'ping: n: expected a whole number'],
];

test('refuses what is not of the protocol, and says what was expected', () => {
  for (const [text, expected] of BAD) {
    const error = errorOf(() => read(text));
    assert.instance(error, WireError, text);
    assert.is(CLOSE[(error as WireError).code], CLOSE.badMessage);
    assert.match((error as WireError).message, expected);
  }
});

test('an error says nothing of what came', () => {
  const error = errorOf(() => read('{"t":"sub","id":"secret-token","feed":"f"}')) as WireError;
  assert.ok(!error.message.includes('secret'));
});

test('any text is a message or a bad message', () => {
  const anything = fc.oneof(
    fc.string(),
    fc.json(),
    fc
      .record(
        {
          t: fc.constantFrom('sub', 'hello', 'ping'),
          id: fc.jsonValue(),
          v: fc.jsonValue(),
          feed: fc.jsonValue(),
          since: fc.jsonValue(),
          n: fc.jsonValue(),
        },
        { requiredKeys: ['t'] },
      )
      .map((value) => JSON.stringify(value)),
  );
  fc.assert(
    fc.property(anything, (text) => {
      const error = errorOf(() => read(text));
      assert.ok(error === undefined || error instanceof WireError, String(error));
    }),
    { seed: 11, numRuns: 1_000 },
  );
});

test('a hundred thousand nested lists are a bad message, not a crash', () => {
  assert.instance(
    errorOf(() => read('['.repeat(100_000))),
    WireError,
  );
  assert.instance(
    errorOf(() => read('['.repeat(100_000) + ']'.repeat(100_000))),
    WireError,
  );
});

function errorOf(work: () => unknown): unknown {
  try {
    work();
    return undefined;
  } catch (error) {
    return error;
  }
}

test.run();

import * as assert from './assert.ts';
import { suite } from './suite.ts';

const asserting = suite('assert');

class CodedError extends RangeError {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

const late = new CodedError('LATE', 'too late');

asserting('takes errors of one class, code and message as equal', () => {
  assert.equal(late, new CodedError('LATE', 'too late'));
  assert.equal([{ error: late }], [{ error: new CodedError('LATE', 'too late') }]);
});

const others: readonly (readonly [what: string, error: Error])[] = [
  ['message', new CodedError('LATE', 'much too late')],
  ['code', new CodedError('EARLY', 'too late')],
  ['class', new RangeError('too late')],
];

for (const [what, error] of others) {
  asserting(`tells errors with another ${what} apart, however deep they are`, () => {
    assert.throws(() => assert.equal(error, late), 'deeply equal');
    assert.throws(() => assert.equal([{ error }], [{ error: late }]), 'deeply equal');
    assert.throws(() => assert.equal(new Map([[1, error]]), new Map([[1, late]])), 'deeply equal');
    assert.notEqual(new Set([error]), new Set([late]));
  });
}

asserting('compares values without errors as they are', () => {
  assert.equal({ a: [1, { b: new Date(3) }] }, { a: [1, { b: new Date(3) }] });
  assert.notEqual(new Float64Array([1]), new Float64Array([2]));
  assert.throws(() => assert.equal({ a: 1 }, { a: 2 }), 'deeply equal');
});

asserting('throws looks at the message', () => {
  const work = (): never => {
    throw late;
  };
  assert.throws(work, /too late/);
  assert.throws(() => assert.throws(work, /early/));
  assert.throws(() => assert.throws(() => 1), 'expected the function to throw');
});

asserting('throwsCode looks at the code and the message', () => {
  const work = (): never => {
    throw late;
  };
  assert.throwsCode(work, 'LATE', 'too');
  assert.throws(() => assert.throwsCode(work, 'EARLY'), 'code of');
  assert.throws(() => assert.throwsCode(work, 'LATE', 'early'));
});

asserting('rejectsCode looks at what a promise is rejected with', async () => {
  await assert.rejectsCode(Promise.reject(late), 'LATE', /^too/);
  await assert.rejectsCode(assert.rejectsCode(Promise.resolve(1), 'LATE'), 'ERR_ASSERTION');
});

asserting('closeTo allows a relative difference', () => {
  assert.closeTo(1e12 + 1, 1e12);
  assert.closeTo(Infinity, Infinity);
  assert.closeTo(Number.NaN, Number.NaN);
  assert.throws(() => assert.closeTo(1.1, 1), 'not within');
  assert.throws(() => assert.closeTo(Infinity, 1), 'not within');
  assert.throws(() => assert.closeTo(Number.NaN, 1), 'not within');
});

asserting.run();

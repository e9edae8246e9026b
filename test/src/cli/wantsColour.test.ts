import { PassThrough } from 'node:stream';
import { wantsColour } from '../../../src/cli/wantsColour.ts';
import * as assert from '../../support/assert.ts';
import { suite } from '../../support/suite.ts';

const test = suite('wantsColour');

const CASES: readonly (readonly [boolean, Readonly<Record<string, string>>, boolean])[] = [
  [true, {}, true],
  [false, {}, false],
  [true, { CI: 'true' }, true],
  [false, { CI: 'true' }, false],
  [true, { TERM: 'dumb' }, false],
  [true, { NO_COLOR: '1' }, false],
  [true, { NO_COLOR: '' }, true],
  [false, { FORCE_COLOR: '1' }, true],
  [false, { FORCE_COLOR: '1', NO_COLOR: '1' }, false],
];

for (const [isTTY, env, expected] of CASES) {
  test(`${isTTY ? 'a terminal' : 'a pipe'} with ${JSON.stringify(env)}: ${expected}`, () => {
    assert.is(wantsColour(Object.assign(new PassThrough(), { isTTY }), env), expected);
  });
}

test.run();

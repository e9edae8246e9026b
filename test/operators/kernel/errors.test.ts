import { readFileSync } from 'node:fs';
import { ERROR_CODES, isCodedError, StreamError } from 'millrace';
import * as assert from '../../support/assert.ts';
import { projectRoot } from '../../support/projectRoot.ts';
import { suite } from '../../support/suite.ts';

const test = suite('errors');

/** Code and meaning of each row of the page's table. */
function documented(): readonly (readonly [string, string])[] {
  const page = readFileSync(`${projectRoot}/operators/kernel/ERRORS.md`, 'utf8');
  return [...page.matchAll(/^\| `(\w+)` \| ([^|]+) \|/gm)].map(([, code, meaning]) => [
    String(code),
    String(meaning).trim(),
  ]);
}

test('the page lists exactly the codes there are, with their meaning', () => {
  const byCode = (a: readonly string[], b: readonly string[]): number =>
    String(a[0]).localeCompare(String(b[0]));
  assert.equal([...documented()].sort(byCode), Object.entries(ERROR_CODES).sort(byCode));
});

test('a coded error is told by its code, also when it comes from another copy of the library', () => {
  assert.ok(isCodedError(new StreamError('MILLRACE_LATE', 'late')));
  assert.ok(isCodedError(Object.assign(new Error('late'), { code: 'MILLRACE_LATE' })));
  assert.is(isCodedError(Object.assign(new Error('other'), { code: 'ENOENT' })), false);
  assert.is(isCodedError({ code: 'MILLRACE_LATE' }), false);
});

test('a stream error keeps its cause', () => {
  const cause = new Error('first');
  assert.is(new StreamError('MILLRACE_CALLBACK', 'text', { cause }).cause, cause);
});

test.run();

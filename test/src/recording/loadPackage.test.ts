import { loadPackage } from '../../../src/recording/loadPackage.ts';
import * as assert from '../../support/assert.ts';
import { suite } from '../../support/suite.ts';

const test = suite('loadPackage');

test('says how to install a package that is missing', async () => {
  const name = 'a-package-that-is-not-there';
  const loading = loadPackage('fromX', name, () => import(name) as Promise<unknown>);
  const text = `fromX: needs an optional package that is not installed; run: npm install ${name}`;
  await assert.rejectsCode(loading, 'MILLRACE_PACKAGE_MISSING', text);
});

test('passes another failure of loading on as it is', async () => {
  const failure = new Error('syntax');
  const outcome = await loadPackage('fromX', 'y', () => Promise.reject(failure)).catch(
    (e: unknown) => e,
  );
  assert.is(outcome, failure);
});

test.run();

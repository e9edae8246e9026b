import { fileURLToPath } from 'node:url';
import * as assert from '../assert.ts';
import { suite } from '../suite.ts';
import { judge, type Verdict } from './judge.ts';
import { runFile } from './runFile.ts';
import { totals } from './summary.ts';

const guard = suite('guard');

async function judged(fixture: string, env: NodeJS.ProcessEnv = {}): Promise<Verdict> {
  const file = fileURLToPath(new URL(`./fixtures/${fixture}.js`, import.meta.url));
  const run = await runFile(file, 60_000, { ...process.env, REQUIRE_COMPONENTS: '', ...env });
  return judge({ ...run, file: fixture });
}

guard('counts the tests of a good file', async () => {
  const verdict = await judged('green');
  assert.equal(verdict.problems, []);
  assert.equal(totals([verdict]), { passed: 2, failed: 0, skipped: 0 });
});

guard('shows the failure of a test in full', async () => {
  const verdict = await judged('fails');
  assert.equal(totals([verdict]), { passed: 1, failed: 1, skipped: 0 });
  const failed = verdict.tests.find((test) => test.outcome === 'failed');
  assert.match(failed?.text ?? '', /Expected values to be deeply equal/);
  assert.match(failed?.text ?? '', /fails\.js/);
});

guard('tells why a test was skipped', async () => {
  const verdict = await judged('skips');
  assert.equal(totals([verdict]), { passed: 0, failed: 0, skipped: 1 });
  assert.is(verdict.tests[0]?.text, 'the component is not installed');
});

guard('fails a skip where every component is required', async () => {
  const verdict = await judged('skips', { REQUIRE_COMPONENTS: '1' });
  assert.equal(totals([verdict]), { passed: 0, failed: 1, skipped: 0 });
});

const wrong: readonly (readonly [fixture: string, why: string, problem: RegExp])[] = [
  ['forgottenRun', 'a suite whose run() was forgotten', /'forgotten' must call \.run\(\) once/],
  ['throwingBefore', 'a hook that throws before the tests', /before threw Error: no database/],
  ['throwingBeforeEach', 'a hook that throws before each test', /before\.each threw/],
  ['throwingAfter', 'a hook that throws after the tests', /after threw Error: still open/],
  ['throwingAfterEach', 'a hook that throws after each test', /after\.each threw/],
  ['usesOnly', '.only', /\.only leaves the other tests out/],
  ['noSuite', 'a file without a suite', /declares no suite/],
  ['noTest', 'a suite without a test', /executed no test/],
  ['hangs', 'a test that hangs', /stopped after 0\.5 s, in or after 'hanging › never ends'/],
  ['neverSettles', 'a promise that never settles', /ended early with/],
  ['exitsEarly', 'a process that is ended from within', /ended early with/],
  ['cannotLoad', 'a file that throws while it loads', /could not be loaded or run: Error: broken/],
  ['rejectsLater', 'a rejection that nobody handles', /the process ended with|ended early with/],
];

for (const [fixture, why, problem] of wrong) {
  guard(`fails on ${why}`, async () => {
    const verdict = await judged(fixture);
    assert.match(verdict.problems.join('\n'), problem);
    assert.ok(totals([verdict]).failed > 0);
  });
}

guard('names what keeps a process alive after its last test', async () => {
  const verdict = await judged('lingers', { GUARD_GRACE: '50' });
  assert.match(verdict.problems.join('\n'), /lived on after its last test, held by: .*Timeout/);
});

guard.run();

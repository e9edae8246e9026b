import * as assert from '../support/assert.ts';
import { suite } from '../support/suite.ts';
import { allCases } from './allCases.ts';
import { restart } from './cases/signsOfLife.ts';
import { startReference } from './referenceServer.ts';
import { runCases } from './runCases.ts';
import { summary } from './summary.ts';

const test = suite('feed conformance');

test('a server with everything on keeps all rules of the protocol, and none is skipped', async () => {
  const { target, close } = await startReference();
  try {
    const verdicts = [
      ...(await runCases(allCases, target)),
      ...(await runCases([restart], target)),
    ];
    const notPassed = verdicts.filter(({ outcome }) => outcome !== 'passed');
    assert.equal(notPassed, [], summary(verdicts));
  } finally {
    await close();
  }
});

test.run();

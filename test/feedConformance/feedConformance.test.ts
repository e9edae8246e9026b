import * as assert from '../support/assert.ts';
import { suite } from '../support/suite.ts';
import { allCases } from './allCases.ts';
import { fullServer } from './cases/fullServer.ts';
import { playback } from './cases/playback.ts';
import { restart } from './cases/signsOfLife.ts';
import { startFull, startPlayback, startReference } from './referenceServer.ts';
import type { Reference } from './referenceServer.ts';
import { runCases, runInTurn } from './runCases.ts';
import type { Verdict } from './runCases.ts';
import { summary } from './summary.ts';
import type { Target } from './target.ts';

const test = suite('feed conformance');

async function passes(
  { target, close }: Reference,
  run: (target: Target) => Promise<readonly Verdict[]>,
): Promise<void> {
  try {
    const verdicts = await run(target);
    const notPassed = verdicts.filter(({ outcome }) => outcome !== 'passed');
    assert.equal(notPassed, [], summary(verdicts));
  } finally {
    await close();
  }
}

test('a server with everything on keeps all rules of the protocol, and none is skipped', async () => {
  await passes(await startReference(), async (target) => [
    ...(await runCases(allCases, target)),
    ...(await runCases([restart], target)),
  ]);
});

test('a server that plays a recording keeps the rules of that', async () => {
  await passes(await startPlayback(), (target) => runInTurn(playback, target));
});

test('a server that is full keeps the rule of that', async () => {
  await passes(await startFull(), (target) => runCases([fullServer], target));
});

test.run();

import { suite } from '../../support/suite.ts';
import {
  checkCalendarFirings,
  checkCustomFirings,
  checkFiringsByClock,
  checkGlobalFirings,
  checkGridFirings,
  checkSessionFirings,
} from './firingChecks.ts';

const test = suite('triggers and accumulation against a naive recomputation');

for (const [windows, check, seeds] of [
  ['fixed and sliding windows', checkGridFirings, 800],
  ['sessions', checkSessionFirings, 800],
  ['windows over all time', checkGlobalFirings, 400],
  ['windows that a function names', checkCustomFirings, 400],
  ['calendar windows', checkCalendarFirings, 300],
  ['windows by processing time', checkFiringsByClock, 600],
] as const) {
  test(`${windows} fire as the definitions say, in any chunks and across a restore`, () => {
    for (let seed = 1; seed <= seeds; seed += 1) check(seed);
  });
}

test.run();

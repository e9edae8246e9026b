import { checkAccounts, checkFreed } from '../operators/accounts/checkAccounts.ts';
import { statefulOperators } from '../operators/accounts/statefulOperators.ts';
import { asOfJoinSetting } from '../operators/joins/asOfJoinSetting.ts';
import {
  checkIntervalAccounts,
  checkIntervalOrder,
  checkIntervalSteps,
  intervalSetting,
} from '../operators/joins/intervalChecks.ts';
import { checkJoinRestore, checkJoinSteps, checkJoinTurns } from '../operators/joins/joinOracle.ts';
import type { MakeSetting } from '../operators/joins/joinOracle.ts';
import { windowJoinSetting } from '../operators/joins/windowJoinSetting.ts';
import { checkLead } from '../operators/keyed/checkLead.ts';
import { checkOverRange, checkOverRangeOfParts } from '../operators/keyed/checkOverRange.ts';
import { checkProcess } from '../operators/keyed/checkProcess.ts';
import { checkRankings } from '../operators/keyed/checkRankings.ts';
import {
  checkDedupe,
  checkDedupeByClock,
  checkDedupeChanges,
  checkLag,
  checkLatestByKey,
  checkScanByKey,
  checkSortByTime,
  checkTopN,
} from '../operators/keyed/keyedChecks.ts';
import { checkGridPanes } from '../operators/windows/checkGridPanes.ts';
import { checkSessionGaps } from '../operators/windows/checkSessionGaps.ts';
import { checkSessionPanes } from '../operators/windows/checkSessionPanes.ts';
import {
  checkCalendarFirings,
  checkCustomFirings,
  checkFiringsByClock,
  checkGlobalFirings,
  checkGridFirings,
  checkSessionFirings,
} from '../operators/windows/firingChecks.ts';
import {
  checkCalendarWindow,
  checkCountWindow,
  checkCumulativeWindow,
  checkCustomWindow,
  checkGlobalWindow,
  checkLowestStart,
  checkTimeDifference,
} from '../operators/windows/windowChecks.ts';
import { checkClientFrames } from './frames/checkClientFrames.ts';
import { checkFrameCost } from './frames/checkFrameCost.ts';
import { checkServerFrames } from './frames/checkServerFrames.ts';

/** Throws when what an operator makes of the random run of a seed is not what it promises. */
export type SeededCheck = (seed: number) => void | Promise<void>;

const joined = (make: MakeSetting): readonly SeededCheck[] => [
  (seed) => checkJoinSteps(seed, make),
  (seed) => checkJoinTurns(seed, make),
  (seed) => checkJoinRestore(seed, make),
];

/**
 * The comparisons with naive recomputations, by the name under which the long run knows them; each
 * tries chunks of 1, 2, 7 and 512 and a restore. To have a new operator tried, add a line.
 */
export const seededChecks: Readonly<Record<string, readonly SeededCheck[]>> = {
  fixedWindow: [(seed) => checkGridPanes(seed, true)],
  slidingWindow: [(seed) => checkGridPanes(seed, false)],
  lowestStart: [checkLowestStart],
  sessionWindow: [checkSessionPanes, checkSessionGaps],
  cumulativeWindow: [checkCumulativeWindow],
  calendarWindow: [checkCalendarWindow, checkCalendarFirings],
  customWindow: [checkCustomWindow, checkCustomFirings],
  countWindow: [checkCountWindow],
  globalWindow: [checkGlobalWindow, checkGlobalFirings],
  timeDifferenceWindow: [checkTimeDifference],
  triggers: [checkGridFirings, checkSessionFirings, checkFiringsByClock],
  topPerWindow: [checkRankings],
  dedupe: [
    checkDedupe,
    checkDedupeByClock,
    (seed) => checkDedupeChanges(seed, 'first'),
    (seed) => checkDedupeChanges(seed, 'last'),
  ],
  latestByKey: [checkLatestByKey],
  scanByKey: [checkScanByKey],
  lag: [checkLag],
  topN: [checkTopN],
  lead: [checkLead],
  overRange: [
    (seed) => checkOverRange(seed, true),
    (seed) => checkOverRange(seed, false),
    checkOverRangeOfParts,
  ],
  sortByTime: [checkSortByTime],
  keyedProcess: [checkProcess],
  windowJoin: joined(windowJoinSetting),
  asOfJoin: joined(asOfJoinSetting),
  intervalJoin: [
    checkIntervalSteps,
    checkIntervalAccounts,
    checkIntervalOrder,
    (seed) => checkJoinTurns(seed, (own) => intervalSetting(own, 'time', 'input')),
    (seed) => checkJoinRestore(seed, (own) => intervalSetting(own, 'arrival')),
  ],
  clientFrames: [checkClientFrames],
  serverFrames: [checkServerFrames],
  frameCost: [checkFrameCost],
  accounts: Object.entries(statefulOperators).flatMap(([name, operator]) => [
    (seed: number) => checkAccounts(name, operator, seed),
    (seed: number) => checkFreed(name, operator, seed),
  ]),
};

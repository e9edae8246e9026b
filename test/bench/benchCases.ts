import type { BenchCase } from './benchCase.ts';
import { departures } from './departures.ts';
import { sessions } from './sessions.ts';
import { slidingCost } from './slidingCost.ts';
import { windowedCount } from './windowedCount.ts';

/** All cases, in the order in which they run. */
export const benchCases: readonly BenchCase[] = [windowedCount, sessions, slidingCost, departures];

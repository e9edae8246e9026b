import { breaches } from './cases/breaches.ts';
import { changing } from './cases/changing.ts';
import { choosing } from './cases/choosing.ts';
import { codecs } from './cases/codecs.ts';
import { costlyFilters } from './cases/costlyFilters.ts';
import { frames } from './cases/frames.ts';
import { limits } from './cases/limits.ts';
import { opening } from './cases/opening.ts';
import { pages } from './cases/pages.ts';
import { noPlayback } from './cases/playback.ts';
import { signsOfLife } from './cases/signsOfLife.ts';
import { slowReaders } from './cases/slowReaders.ts';
import { subscribing } from './cases/subscribing.ts';
import { tables } from './cases/tables.ts';
import { tokens } from './cases/tokens.ts';
import type { ConformanceCase } from './conformanceCase.ts';

/** All rules that can be held against a server while it runs. */
export const allCases: readonly ConformanceCase[] = [
  ...opening,
  ...tokens,
  ...breaches,
  ...frames,
  ...limits,
  ...codecs,
  ...subscribing,
  ...choosing,
  ...costlyFilters,
  ...changing,
  ...pages,
  noPlayback,
  ...tables,
  ...slowReaders,
  ...signsOfLife,
];

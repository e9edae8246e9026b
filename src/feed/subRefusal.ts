import type { Err, WireErrorCode } from '../wire/index.ts';

/** Why a subscription is not to be had. */
export interface SubProblem {
  readonly code: Extract<
    WireErrorCode,
    'tooManySubs' | 'unknownFeed' | 'tableWhole' | 'tooManyViews' | 'badFilter' | 'filterTooSlow'
  >;
  readonly msg: string;
}

/** What may be otherwise when it is asked for later. */
const PASSING: ReadonlySet<string> = new Set(['tooManyViews', 'filterTooSlow']);

/** The message that refuses a subscription, or a change of one. */
export function subRefusal(id: number, { code, msg }: SubProblem): Err {
  return { t: 'err', id, code, msg, retry: PASSING.has(code) };
}

import type { CutResult } from './runCuts.ts';

/** What a run found, in a line. */
export function cutReport(result: CutResult): string {
  const { struck, checkpoints, records, lostCheckpoints, lostRecords, unreadable } = result;
  const safe = `${checkpoints} checkpoints and ${records} records told to be safe`;
  const lost = `lost ${lostCheckpoints} and ${lostRecords}`;
  return `${struck} power cuts struck: ${safe}, ${lost}; unreadable checkpoints: ${unreadable}`;
}

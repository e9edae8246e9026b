import type { CrashOutcome } from './runCrashes.ts';

/** An outcome in lines for people. */
export function crashReport(outcome: CrashOutcome): string[] {
  const { kills, lives, checkpoints, largestCheckpoint, atWork, verdicts, faults } = outcome;
  const sorted = atWork.toSorted((a, b) => a - b);
  const at = (part: number): string =>
    Math.round(sorted[Math.floor(part * (sorted.length - 1))] ?? 0).toString();
  return [
    `${kills} kills in ${lives} lives; ${checkpoints} checkpoints, the largest of ${largestCheckpoint} bytes`,
    `from the start of a process to its first event: median ${at(0.5)} ms, longest ${at(1)} ms (${sorted.length} times)`,
    ...verdicts.map(
      ({ place, rows, lost, twice, wrong, outOfOrder }) =>
        `${place}: ${rows} rows, ${lost} lost, ${twice} twice, ${wrong} wrong, ${outOfOrder} out of order`,
    ),
    ...faults.map((fault) => `FAULT: ${fault}`),
  ];
}

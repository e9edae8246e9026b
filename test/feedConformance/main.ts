// Holds the rules of the feed protocol against a running server:
// `npm run feed-conformance -- ws://HOST:PORT/PATH [options]`.
import { allCases } from './allCases.ts';
import { fullServer } from './cases/fullServer.ts';
import { playback } from './cases/playback.ts';
import { readTarget } from './readTarget.ts';
import { runCases, runInTurn } from './runCases.ts';
import { summary } from './summary.ts';

try {
  const { target, noSkips } = readTarget(process.argv.slice(2));
  const verdicts = [
    ...(await runCases(allCases, target)),
    ...(await runInTurn([...playback, fullServer], target)),
  ];
  console.log(summary(verdicts));
  const wrong = ({ outcome }: (typeof verdicts)[number]): boolean =>
    outcome === 'failed' || (noSkips && outcome === 'skipped');
  process.exit(verdicts.some(wrong) ? 1 : 0);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(2);
}

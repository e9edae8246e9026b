import type { BenchCase, Outcome, ProgramVariant } from './benchCase.ts';

/** The entry points that browsers can load. */
const ENTRIES = ['millrace', 'millrace/testing', 'millrace/client'];

function read(stdout: string): Outcome {
  const { bytes, gzipped } = JSON.parse(stdout) as Readonly<Record<'bytes' | 'gzipped', number>>;
  const measured = { gzippedKb: gzipped / 1_000 };
  return { digest: `${bytes} bytes`, events: 0, panes: 0, measured };
}

/** How large the entry points for browsers are with everything in them, but for RxJS. */
export const bundleBytes: BenchCase = {
  name: 'bundleBytes',
  summary: 'entry points for browsers by esbuild, minified and gzipped, without RxJS',
  repetitions: 1,
  passes: 1,
  variants: ENTRIES.map((entry): ProgramVariant => ({
    name: entry,
    command: ['dist/test/bench/bundleEntry.js', entry],
    read,
  })),
  figures: ENTRIES.map((entry) => ({
    name: `${entry}, kilobytes gzipped`,
    value: (of) => of(entry).measured?.['gzippedKb'] ?? Number.NaN,
  })),
};

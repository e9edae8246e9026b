import type { BenchCase, Outcome, ProgramVariant } from './benchCase.ts';

/** What browsers can load: entry points, and what these load on demand. */
const BUNDLES: Readonly<Record<string, readonly string[]>> = {
  millrace: ['millrace'],
  'millrace/testing': ['millrace/testing'],
  'millrace/client': ['millrace/client'],
  'millrace/client with msgpack': ['millrace/client', 'msgpackDecoder'],
  'millrace/client with tables': ['millrace/client', 'liveTable', 'tableReplica'],
};

function read(stdout: string): Outcome {
  const { bytes, gzipped } = JSON.parse(stdout) as Readonly<Record<'bytes' | 'gzipped', number>>;
  const measured = { gzippedKb: gzipped / 1_000 };
  return { digest: `${bytes} bytes`, events: 0, panes: 0, measured };
}

/** How large the entry points for browsers are with everything that they load at once, but for RxJS. */
export const bundleBytes: BenchCase = {
  name: 'bundleBytes',
  summary: 'entry points for browsers by esbuild, minified and gzipped, without RxJS',
  repetitions: 1,
  passes: 1,
  variants: Object.entries(BUNDLES).map(([name, files]): ProgramVariant => ({
    name,
    command: ['dist/test/bench/bundleEntry.js', ...files],
    read,
  })),
  figures: Object.keys(BUNDLES).map((name) => ({
    name: `${name}, kilobytes gzipped`,
    value: (of) => of(name).measured?.['gzippedKb'] ?? Number.NaN,
  })),
};

/** What the files of a room may import beside each other. */
export interface Room {
  /** The rooms below it, each through its index.ts only. */
  readonly rooms: readonly string[];
  /** Packages from the registry. */
  readonly packages: readonly string[];
  /** Whether it may use what only Node has. */
  readonly node: boolean;
}

const library = (...rooms: readonly string[]): Room => ({
  rooms: rooms.map((room) => `operators/${room}`),
  packages: ['rxjs'],
  node: false,
});

const engine = (rooms: readonly string[], packages: readonly string[] = []): Room => ({
  rooms: rooms.map((room) => (room === 'operators' ? room : `src/${room}`)),
  packages: ['rxjs', ...packages],
  node: true,
});

const readers = ['csv-parse', 'hyparquet', 'hyparquet-compressors'];

/** The layers, from low to high. A room may stand here before it has code. */
export const layers: Readonly<Record<string, Room>> = {
  'operators/kernel': library(),
  'operators/time': library('kernel'),
  'operators/aggregates': library('kernel'),
  'operators/flow': library('kernel', 'time'),
  'operators/windows': library('kernel', 'time', 'aggregates'),
  'operators/keyed': library('kernel', 'time', 'aggregates', 'windows'),
  'operators/joins': library('kernel', 'time', 'aggregates', 'flow', 'windows', 'keyed'),
  'operators/sharing': library('kernel'),
  'operators/testing': library(
    'kernel',
    'time',
    'aggregates',
    'flow',
    'windows',
    'keyed',
    'joins',
    'sharing',
  ),
  operators: library(
    'kernel',
    'time',
    'aggregates',
    'flow',
    'windows',
    'keyed',
    'joins',
    'sharing',
  ),
  'src/runtime': engine([]),
  'src/wire': engine(['operators']),
  'src/metrics': engine(['operators', 'runtime']),
  'src/recording': engine(['operators', 'runtime'], ['msgpackr']),
  'src/journal': engine(['operators', 'runtime', 'recording']),
  'src/sources': engine(['operators', 'runtime', 'recording'], readers),
  'src/replay': engine(['operators', 'runtime', 'sources']),
  'src/checkpoint': engine(['operators', 'runtime', 'recording', 'journal'], ['lmdb', 'msgpackr']),
  'src/sinks': engine(['operators', 'runtime', 'recording'], ['pg', '@clickhouse/client']),
  'src/graph': engine(['operators', 'runtime', 'metrics', 'checkpoint', 'sinks']),
  'src/filter': engine(['wire'], ['@marcbachmann/cel-js']),
  'src/feed': engine(['operators', 'runtime', 'wire', 'filter', 'graph', 'journal'], ['ws']),
  'src/client': engine(['operators', 'runtime', 'wire'], ['ws', 'fflate']),
  'src/dashboard': engine(['operators', 'runtime', 'wire', 'graph', 'feed']),
  'src/cli': engine(
    [
      'operators',
      'runtime',
      'wire',
      'metrics',
      'sources',
      'replay',
      'checkpoint',
      'sinks',
      'graph',
      'feed',
      'client',
      'dashboard',
    ],
    ['commander', 'picocolors'],
  ),
};

/** Packages that reach the outside: in each room, one file at most may import each of them. */
export const drivers: readonly string[] = ['ws', 'lmdb', 'pg', '@clickhouse/client', ...readers];

/** Files that hold a family of small things that belong together, none of which names the file. */
export const families: readonly string[] = ['arguments.ts', 'errors.ts'];

/** Files of the library outside the kernel that subscribe: they run operators that a user hands in. */
export const subscribing: readonly string[] = [
  'operators/flow/eachRunner.ts',
  'operators/testing/streamDriver.ts',
  'operators/testing/streamMarbles.ts',
];

/** The rooms that may import 'rxjs/testing': the others work without a test scheduler. */
export const forTests: readonly string[] = ['operators/testing'];

/** What may stand at the top of the project, beside names that begin with a dot. */
export const topLevel: readonly string[] = [
  'LICENSE',
  'README.md',
  'demos',
  'dist',
  'node_modules',
  'operators',
  'package-lock.json',
  'package.json',
  'src',
  'test',
  'tsconfig.json',
];

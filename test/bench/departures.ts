import type { BenchCase, Outcome, ProgramVariant } from './benchCase.ts';

interface Summary {
  readonly events: number;
  readonly airports?: { readonly onTime: number };
}

/** The last line of the output: how many flights were read is what all variants agree on. */
function read(stdout: string): Outcome {
  const line = stdout.trimEnd().split('\n').at(-1) ?? '';
  const { events, airports } = JSON.parse(line) as Summary;
  return { digest: `${events} flights`, events, panes: airports?.onTime ?? 0 };
}

function board(name: string, args: readonly string[]): ProgramVariant {
  const main = 'dist/src/cli/main.js';
  const whole = ['demo', 'departures', '--headless', '--speed', 'max'];
  return { name, command: [main, ...whole, ...args], read };
}

/** The whole board without its server, against reading the same file as row objects. */
export const departures: BenchCase = {
  name: 'departures',
  summary: 'the board over 3,000,000 flights, headless, against reading the file as row objects',
  repetitions: 3,
  passes: 1,
  variants: [
    { name: 'rows', agrees: 'flights', command: ['dist/test/bench/readRows.js'], read },
    { ...board('board', []), agrees: 'flights' },
    board('first half', ['--to', '2001-04-01']),
  ],
  figures: [
    { name: 'board to rows, wall', value: (of) => of('board').wallMs / of('rows').wallMs },
    { name: 'board to rows, CPU', value: (of) => of('board').cpuMs / of('rows').cpuMs },
    { name: 'board, peak memory in MB', value: (of) => of('board').peakRssMb },
    {
      name: 'board to first half, memory',
      value: (of) => of('board').peakRssMb / of('first half').peakRssMb,
    },
  ],
};

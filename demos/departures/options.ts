import { checkFromTo, createCommand, readInstant, readPort, readSpeed } from 'millrace/cli';
import type { CliIo } from 'millrace/cli';
import type { ReplayConfig, ReplaySpeed } from 'millrace/replay';

/** What the demo is told on the command line. */
export interface DeparturesOptions {
  readonly headless: boolean;
  readonly speed: ReplaySpeed;
  /** Delivery times. */
  readonly from?: number;
  readonly to?: number;
  readonly port: number;
}

const TEN_MINUTES_A_SECOND = 600;
const FIRST_DAY = Date.UTC(2001, 0, 1);
/** Enough for a morning's windows behind a watermark of two hours, and for a stretch of the chart. */
const FILLED = 12 * 3_600_000;

const ABOUT_FILLING = `
The board is full from the start: the first 12 hours (after --from, or of 1 January 2001) are given
without waiting, and the pace begins there. Times are local times of the airports.`;

/** Reads the words behind `millrace demo departures`. */
export function readOptions(args: readonly string[], io: CliIo): DeparturesOptions {
  const config = {
    name: 'millrace demo departures',
    summary: 'A live departures board from three million real US flights of January to June 2001',
    examples: [
      'millrace demo departures --speed 1200 --from 2001-03-01',
      'millrace demo departures --headless --speed max',
    ],
  };
  const options = createCommand(config, io)
    .option('--headless', 'no server: prints one line of JSON at the end', false)
    .option(
      '--speed <number>',
      "how much faster than real, or 'max'",
      readSpeed,
      TEN_MINUTES_A_SECOND,
    )
    .option('--from <instant>', 'leaves out flights that left before', readInstant)
    .option('--to <instant>', 'ends before flights that left then or later', readInstant)
    .option('--port <number>', 'where the board is served; 0 takes a free port', readPort, 8_080)
    .addHelpText('after', ABOUT_FILLING)
    .parse([...args], { from: 'user' })
    .opts<DeparturesOptions>();
  checkFromTo(options);
  return options;
}

/** What the replay behind the board takes: its pace begins when the board is full. */
export function boardReplay(options: DeparturesOptions): ReplayConfig {
  return { ...replayOptions(options), paceFrom: (options.from ?? FIRST_DAY) + FILLED };
}

/** The part of the options that a replay takes. */
export function replayOptions({ speed, from, to }: DeparturesOptions): ReplayConfig {
  return { speed, ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
}

import { createCommand, readInstant, readPort, readSpeed, UsageError } from 'millrace/cli';
import type { CliIo } from 'millrace/cli';
import type { ReplaySpeed } from 'millrace/replay';

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

/** Reads the words behind `millrace demo departures`. */
export function readOptions(args: readonly string[], io: CliIo): DeparturesOptions {
  const config = {
    name: 'millrace demo departures',
    summary: 'A live departures board from three million real US flights of 2001',
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
    .parse([...args], { from: 'user' })
    .opts<DeparturesOptions>();
  if (options.from !== undefined && options.to !== undefined && options.to <= options.from) {
    throw new UsageError('--to must lie after --from');
  }
  return options;
}

/** The part of the options that a replay takes. */
export function replayOptions({ speed, from, to }: DeparturesOptions): {
  readonly speed: ReplaySpeed;
  readonly from?: number;
  readonly to?: number;
} {
  return { speed, ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
}

import { reorder, replay } from 'millrace/replay';
import type { ReplayConfig, ReplaySource } from 'millrace/replay';
import { fromParquet } from 'millrace/sources';
import { datasetFile } from '../datasetFile.ts';
import { deliveredAt } from './flight.ts';
import type { Flight } from './flight.ts';

/** How far deliveries lie from the scheduled time, over the whole recording. */
const EARLIEST = -19 * 3_600_000;
const LATEST = 29 * 3_600_000;

/** 3,000,000 US flights from January to June 2001. */
const RECORDING = 'flights-3m.parquet';

/**
 * The recording, played in the order in which the departures became known. The file is in order of
 * the scheduled time, so a buffer of two days of flights puts it in order of delivery.
 *
 * @param config from and to are delivery times
 */
export function flightSource(config: ReplayConfig): ReplaySource<Flight> {
  const { from = -Infinity, to = Infinity, chunkSize = 512 } = config;
  const flights = fromParquet<Flight>({
    file: datasetFile(RECORDING),
    columns: ['date', 'delay', 'origin', 'destination'],
    range: { column: 'date', from: from - LATEST, to: to - EARLIEST },
    chunkSize,
  });
  const delivered = reorder(flights, {
    by: deliveredAt,
    along: (flight) => flight.date,
    earliest: EARLIEST,
    latest: LATEST,
  });
  return replay(delivered, config);
}

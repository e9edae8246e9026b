/** One departure of the recording. */
export interface Flight {
  /** The scheduled departure: milliseconds since the epoch, local time written as if it were UTC. */
  readonly date: number;
  /** How many minutes after the scheduled time it left; negative when it left early. */
  readonly delay: number;
  /** The airport it left from, by its IATA code. */
  readonly origin: string;
  /** The airport it flew to. */
  readonly destination: string;
}

const MINUTE = 60_000;

/** When the departure became known: when it really left. */
export function deliveredAt(flight: Flight): number {
  return flight.date + flight.delay * MINUTE;
}

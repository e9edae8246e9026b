/** Figures of one airport in one window; delays in minutes, negative when flights left early. */
export interface AirportFigures {
  readonly flights: number;
  readonly meanDelay: number;
  readonly p95Delay: number;
  /** The share of flights that left more than 15 minutes late, 0 to 1. */
  readonly shareLate: number;
}

/** One of the busiest routes of an hour; its key is 'ATL-ORD'. */
export interface RouteCount {
  readonly rank: number;
  readonly key: string;
  readonly flights: number;
}

/** A run of delayed departures at one airport; delays in minutes. */
export interface DisruptionFigures {
  readonly departures: number;
  readonly meanDelay: number;
  readonly maxDelay: number;
}

/** A count for each of the three outputs. */
export interface OutputCounts {
  readonly airports: number;
  readonly routes: number;
  readonly disruptions: number;
}

/** Where the replay stands. Times in ms; null where JSON could not say an infinite one. */
export interface Status {
  /** The replay's clock: when the newest events were delivered. */
  readonly delivered: number | null;
  /** The newest event time so far. */
  readonly newest: number | null;
  readonly watermark: number | null;
  readonly events: number;
  readonly eventsPerSecond: number;
  readonly speed: number | 'max';
  readonly late: OutputCounts;
  readonly corrections: OutputCounts;
  readonly done: boolean;
}

/** The feeds of the board and what each of their values is. */
export interface BoardFeeds {
  readonly airports: AirportFigures;
  readonly routes: readonly RouteCount[];
  readonly disruptions: DisruptionFigures;
  readonly status: Status;
}

/** The name of a feed of the board. */
export type FeedName = keyof BoardFeeds;

/** All feeds, in the order in which the board subscribes. */
export const FEED_NAMES: readonly FeedName[] = ['status', 'airports', 'routes', 'disruptions'];

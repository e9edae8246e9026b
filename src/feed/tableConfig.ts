import { checkConfig, checkNumber } from '../../operators/index.ts';

/** How much a table may hold, and how often subscribers prove theirs. */
export interface TableConfig {
  /** The most rows (default: 65,536). One more ends the feed with `MILLRACE_TABLE_FULL`. */
  readonly maxRows?: number;
  /**
   * The most bytes of all rows, as canonical JSON (default: 8 MiB). More end the feed with
   * `MILLRACE_TABLE_FULL`; so does one row larger than a quarter of what a message may be, or nested too
   * deep for a message.
   */
  readonly maxBytes?: number;
  /**
   * After how many events subscribers are told what their table must add up to (default: 1,000);
   * they are also told behind each snapshot.
   */
  readonly checkEvery?: number;
}

/** A table's config with its defaults. */
export type TableSettings = Required<TableConfig>;

/** Checks a table's config and fills in the defaults; undefined where no table is wanted. */
export function tableSettings(config: boolean | TableConfig): TableSettings | undefined {
  if (config === false) return undefined;
  const given = config === true ? {} : config;
  checkConfig('createFeed: table', given);
  const { maxRows = 65_536, maxBytes = 8_388_608, checkEvery = 1_000 } = given;
  return {
    maxRows: checkNumber('createFeed', 'table.maxRows', maxRows, { min: 1 }),
    maxBytes: checkNumber('createFeed', 'table.maxBytes', maxBytes, { min: 1 }),
    checkEvery: checkNumber('createFeed', 'table.checkEvery', checkEvery, { min: 1 }),
  };
}

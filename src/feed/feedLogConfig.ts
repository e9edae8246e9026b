import {
  ArgumentTypeError,
  checkConfig,
  checkFunction,
  checkNumber,
  checkWord,
  show,
} from '../../operators/index.ts';
import type { LogRepair } from '../journal/index.ts';

/** Where a log is kept that outlives its process. */
export interface FeedLogConfig {
  /** A folder of this feed alone, with one writer at a time; made if it is not there. */
  readonly folder: string;
  /**
   * When the disk is waited for: at the `'close'` (default), or after each `'write'`: then subscribers
   * get only what is safe from a power cut. Either way they get only what outlives the process.
   */
  readonly sync?: 'close' | 'write';
  /** A file of the log is about so large (default: 16 MiB, at most an eighth of `maxBytes`). */
  readonly segmentBytes?: number;
  /** The bytes of the newest batches that are in memory too, ready to be sent (default: 8 MiB). */
  readonly memoryBytes?: number;
  /** Called for what was found wrong when the log was opened (default: a warning of the process). */
  readonly onRepair?: (repair: LogRepair) => void;
}

/** The config of a log on disk with its defaults. */
export type FeedLogSettings = Required<FeedLogConfig>;

const OWNER = 'createFeed';
const MIB = 1_048_576;

/** Checks the config of a log on disk and fills in the defaults. */
export function feedLogSettings(
  name: string,
  maxBytes: number,
  config: FeedLogConfig,
): FeedLogSettings {
  checkConfig(OWNER, config);
  const { folder, sync = 'close', onRepair = warnOf(name) } = config;
  const { segmentBytes = Math.max(1, Math.min(16 * MIB, Math.floor(maxBytes / 8))) } = config;
  const { memoryBytes = Math.min(8 * MIB, maxBytes) } = config;
  if (typeof folder !== 'string' || folder === '')
    throw new ArgumentTypeError(OWNER, 'log.folder', 'the path of a folder', show(folder));
  checkFunction(OWNER, 'log.onRepair', onRepair);
  return {
    folder,
    sync: checkWord(OWNER, 'log.sync', sync, ['close', 'write']),
    segmentBytes: checkNumber(OWNER, 'log.segmentBytes', segmentBytes, { min: 1 }),
    memoryBytes: checkNumber(OWNER, 'log.memoryBytes', memoryBytes, { min: 1_024 }),
    onRepair,
  };
}

function warnOf(name: string): (repair: LogRepair) => void {
  return ({ kind, file, position, bytes, isNewEpoch }) => {
    const what = `${kind}: '${file}': ${bytes} bytes cut off at byte ${position}`;
    const epoch = isNewEpoch ? '; subscribers are told of a new epoch' : '';
    const text = `the log of feed '${name}' was repaired: ${what}${epoch}`;
    process.emitWarning(text, { code: 'MILLRACE_LOG_REPAIRED' });
  };
}

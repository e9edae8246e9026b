import type { Runtime } from '../runtime/index.ts';
import type { JournalLimits } from './pieceIndex.ts';

/** What was found wrong with a log on disk when it was opened, and what was done about it. */
export interface LogRepair {
  /**
   * `'tornTail'`: the last write was cut short, and nobody had got its events. `'damaged'`: a file is
   * not what was written. `'powerCut'`: the machine went down, and the log may have lost its newest
   * events.
   */
  readonly kind: 'tornTail' | 'damaged' | 'powerCut';
  /** The file, or the folder. */
  readonly file: string;
  /** Where the part begins that was cut off. */
  readonly position: number;
  /** How much was cut off. */
  readonly bytes: number;
  /** Whether the feed got a new epoch, because subscribers may have events that are gone. */
  readonly isNewEpoch: boolean;
}

/** Where a journal is and how it is kept. */
export interface JournalConfig {
  readonly folder: string;
  /** Whose events they are: a folder keeps those of one name. */
  readonly name: string;
  readonly limits: JournalLimits;
  /** A file is about so large. */
  readonly segmentBytes: number;
  /** Whether records count only when they are safe from a power cut. */
  readonly synced: boolean;
  readonly runtime: Runtime;
  readonly onRepair: (repair: LogRepair) => void;
}

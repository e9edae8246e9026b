import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ArgumentRangeError, checkConfig, checkNumber, show } from '../../operators/index.ts';
import { checkText } from './checkText.ts';
import type { Disk } from './disk.ts';
import { nodeDisk } from './nodeDisk.ts';
import type { SegmentRules } from './openSegments.ts';
import { readPartition } from './readPartition.ts';
import type { PartitionOf } from './readPartition.ts';
import type { RowFormat } from './rowFormat.ts';
import { fileNameOf } from './segmentNames.ts';

/** Where files of rows are written, and when a new one begins. */
export interface FileSinkConfig {
  /** The folder; it has to be there. */
  readonly folder: string | URL;
  /**
   * What the files' names begin with: letters, digits and `_ . -` (default: the sink's path in the graph).
   */
  readonly name?: string;
  /** A file has no more rows (default: 1,000,000). Each checkpoint ends the files that are open, too. */
  readonly maxRows?: number;
  /** A file is no larger, in bytes, but for a single row that is (default: 128 MiB). */
  readonly maxBytes?: number;
  /**
   * Folders by event time, such as `'yyyy/MM/dd/HH'` or `"'day='yyyy-MM-dd"`, of `yyyy`, `MM`, `dd`, `HH`,
   * `mm` and texts in quotes (default: none, all files are in the folder itself).
   */
  readonly partition?: string;
  /** The time zone of the folders' dates (default: `'UTC'`). */
  readonly timeZone?: string;
  /**
   * So many files are written at once (default: 64). Of more, the one that was idle longest ends, and its
   * folder goes on with a further one.
   */
  readonly maxOpen?: number;
  /** The file system (default: the machine's). */
  readonly disk?: Disk;
}

/** A config of a file sink, checked. */
export interface FileSinkSetup<T> {
  readonly kind: string;
  readonly disk: Disk;
  readonly folder: string;
  /** Undefined: as the sink's path in the graph. */
  readonly name: string | undefined;
  readonly limits: Pick<SegmentRules, 'maxRows' | 'maxBytes' | 'maxOpen'>;
  readonly partitionOf: PartitionOf;
  readonly isDeep: boolean;
  readonly createFormat: () => RowFormat<T>;
}

/** Reads what all file sinks have in common. */
export function readFileSinkConfig<T>(
  kind: string,
  config: FileSinkConfig,
  createFormat: () => RowFormat<T>,
): FileSinkSetup<T> {
  checkConfig(kind, config);
  const { partition, timeZone, disk = nodeDisk } = config;
  const limit = (field: 'maxRows' | 'maxBytes' | 'maxOpen', value: number, max: number): number =>
    checkNumber(kind, field, config[field] ?? value, { min: 1, max });
  return {
    kind,
    disk,
    folder: readFolder(kind, config.folder),
    name: config.name === undefined ? undefined : readName(kind, config.name),
    limits: {
      maxRows: limit('maxRows', 1_000_000, 2 ** 40),
      maxBytes: limit('maxBytes', 2 ** 27, 2 ** 40),
      maxOpen: limit('maxOpen', 64, 2 ** 16),
    },
    partitionOf: readPartition(kind, partition, timeZone),
    isDeep: partition !== undefined,
    createFormat,
  };
}

function readFolder(kind: string, folder: unknown): string {
  const given = folder instanceof URL ? fileURLToPath(folder) : folder;
  return path.resolve(checkText(kind, 'folder', given));
}

function readName(kind: string, name: unknown): string {
  const text = checkText(kind, 'name', name);
  if (fileNameOf(text) === text) return text;
  const expected = 'letters, digits and _ . - that do not begin with . or -';
  throw new ArgumentRangeError(kind, 'name', expected, show(name));
}

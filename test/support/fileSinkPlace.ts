import { csvSink, ndjsonSink } from '../../src/sinks/index.ts';
import type { FileSinkConfig, Sink } from '../../src/sinks/index.ts';
import { crashDisk } from './crashDisk.ts';
import { MemoryDisk } from './memoryDisk.ts';
import type { ContractRow, SinkPlace } from './sinkPlace.ts';

/** File sinks by their config, all of which cut files often. */
export type MakeFileSink = (config: FileSinkConfig) => Sink<ContractRow>;

const small = { name: 'rows', maxRows: 3, maxOpen: 2 };

/** Each way of writing files. */
export const fileSinks: Readonly<Record<string, MakeFileSink>> = {
  ndjsonSink: (config) => ndjsonSink({ ...small, ...config }),
  csvSink: (config) => csvSink({ ...small, ...config }),
  'ndjsonSink with folders': (config) =>
    ndjsonSink({ ...small, partition: "yyyy/'minute='mm", ...config }),
};

const FOLDER = '/results';

/** Files on a disk in memory, whose power is cut before each start. */
export function fileSinkPlace(make: MakeFileSink): SinkPlace {
  const disk = new MemoryDisk('/', FOLDER);
  return {
    make: (crash) => {
      disk.powerCut();
      return make({ folder: FOLDER, disk: crashDisk(disk, crash) });
    },
    visibleRows: () => {
      const files = disk.files().filter((file) => !/\/\./.test(file));
      const ids = files.flatMap((file) => idsIn(disk.text(file)));
      // Folders part what was one order.
      return files.some((file) => file.includes('minute=')) ? ids.sort((a, b) => a - b) : ids;
    },
  };
}

/** The ids of the rows in a file; a line that is not whole has none that a row has. */
export function idsIn(text: string): number[] {
  const lines = text.split(/\r?\n/).filter((line) => line !== '' && line !== 'id,text');
  return lines.map((line) => {
    const id = Number(/^(?:\{"id":)?(\d+),/.exec(line)?.[1] ?? NaN);
    const isWhole = line.endsWith('ü"}') || line.endsWith('ü"');
    return isWhole ? id : NaN;
  });
}

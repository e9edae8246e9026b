import * as assert from '../../support/assert.ts';
import { fileSinkPlace, fileSinks } from '../../support/fileSinkPlace.ts';
import type { MakeFileSink } from '../../support/fileSinkPlace.ts';
import type { Disk } from '../../../src/sinks/index.ts';
import { checkSink, sinkContract } from '../../support/sinkContract.ts';
import { suite } from '../../support/suite.ts';

for (const [name, make] of Object.entries(fileSinks)) {
  const contract = suite(`sinkContract of ${name}, with a power cut before each start`);
  sinkContract(contract, { place: () => fileSinkPlace(make), stride: 101 });
  contract.run();
}

const lying = suite('sinkContract of file sinks on disks that lie');

const make = fileSinks['ndjsonSink with folders'] as MakeFileSink;

const lies: Readonly<Record<string, (disk: Disk) => Partial<Disk>>> = {
  'syncs no file': (disk) => ({
    create: async (file) => ({ ...(await disk.create(file)), sync: async () => undefined }),
  }),
  'syncs no folder': () => ({ syncFolder: async () => undefined }),
  'syncs no folder that was made': (disk) => ({
    makeFolder: async (folder) => void (await disk.makeFolder(folder)),
  }),
  'renames nothing': () => ({ rename: async () => undefined }),
  'removes nothing': () => ({ remove: async () => undefined }),
};

for (const [lie, change] of Object.entries(lies)) {
  lying(`finds a disk that ${lie}`, async () => {
    const place = () =>
      fileSinkPlace((config) => {
        const disk = config.disk as Disk;
        return make({ ...config, disk: { ...disk, ...change(disk) } });
      });
    const failure = await checkSink({ place, stride: 101 }).then(
      () => undefined,
      (error: unknown) => error,
    );
    assert.ok(failure instanceof Error, 'nothing was found');
  });
}

lying.run();

// Writes checkpoints and records until the disk fails, and tells each that is safe:
// `cutWriter.js FOLDER file|lmdb synced|unsynced`.
import { writeSync } from 'node:fs';
import { openCutCheckpoints, openCutJournal, restoredState, sumOf } from './cutWork.ts';
import type { CutWork } from './cutWork.ts';

const [, , folder = '', kind = '', synced = ''] = process.argv;
const work: CutWork = {
  folder,
  kind: kind === 'lmdb' ? 'lmdb' : 'file',
  synced: synced === 'synced',
};

const KEYS = 500;
const CHANGED = 30;
const RECORDS = 5;

const checkpoints = await openCutCheckpoints(work, true);
const journal = await openCutJournal(work);
const state = restoredState(checkpoints);
if (state === undefined) throw new Error('a checkpoint whose parts do not belong together');

for (;;) {
  const id = checkpoints.nextId;
  const changed = state.entries.size === 0 ? KEYS : CHANGED;
  for (let i = 0; i < changed; i += 1) state.set(`key ${(id * 7 + i) % KEYS}`, { id, i });
  const snapshot = {
    'work/keys': state.view(checkpoints.changesOnly),
    'work/sum': sumOf([...state.entries]),
  };
  await checkpoints.write(id, snapshot, { time: id, operators: {} });
  writeSync(1, `checkpoint ${id}\n`);
  for (let i = 0; i < RECORDS; i += 1) {
    const { offset } = journal.index.next;
    const body = Buffer.from(`record ${offset}`);
    journal.append({ offset, count: 1, watermark: offset, latest: offset, at: offset, body });
    if (work.synced) await journal.sync();
    writeSync(1, `record ${offset}\n`);
  }
}

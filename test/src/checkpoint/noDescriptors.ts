// A program that takes all descriptors it may have and writes checkpoints: `noDescriptors.js FOLDER`.
import { closeSync, openSync } from 'node:fs';
import { fileStore, openCheckpoints } from '../../../src/checkpoint/index.ts';
import type { Checkpoints } from '../../../src/checkpoint/index.ts';
import { systemRuntime } from '../../../src/runtime/index.ts';

const [, , folder = ''] = process.argv;

function takeAll(): readonly number[] {
  const taken: number[] = [];
  try {
    for (;;) taken.push(openSync('/dev/null', 'r'));
  } catch {
    return taken;
  }
}

async function write(checkpoints: Checkpoints): Promise<string> {
  const id = checkpoints.nextId;
  try {
    await checkpoints.write(id, { 'a/b': id }, { time: id, operators: {} });
    return 'stored';
  } catch (error) {
    return String((error as { readonly code?: unknown }).code);
  }
}

const config = { graph: 'g', runtime: systemRuntime };
const checkpoints = await openCheckpoints({ ...config, store: fileStore(folder) });
await write(checkpoints);
const taken = takeAll();
const failed = [await write(checkpoints), await write(checkpoints)];
const { changesOnly } = checkpoints;
for (const descriptor of taken) closeSync(descriptor);
await checkpoints.close();
const between = await openCheckpoints({ ...config, store: fileStore(folder) });
await between.close();
await checkpoints.write(4, { 'a/b': 4 }, { time: 4, operators: {} });
await checkpoints.close();
const last = await openCheckpoints({ ...config, store: fileStore(folder) });
await last.close();
const [before, after] = [between.restored?.id, last.restored?.id];
console.log(JSON.stringify({ failed, changesOnly, before, after }));

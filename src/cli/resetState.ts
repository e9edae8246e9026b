import { countText } from '../runtime/index.ts';
import type { CliIo } from './cliIo.ts';
import { openState, storeOf } from './openState.ts';
import { pathsOf } from './pathsOf.ts';
import { writeState } from './writeState.ts';

/** `millrace state reset`: operators begin anew where the sources are now. */
export async function resetState(
  folder: string,
  names: readonly string[],
  io: CliIo,
): Promise<void> {
  const state = await openState(folder);
  try {
    const { snapshot = {}, facts } = state.checkpoints.restored ?? {};
    const gone = new Set(pathsOf(snapshot, names));
    // What has no state may be another operator when the graph goes on.
    const operators = without(facts?.operators ?? {}, gone);
    await writeState(state, without(snapshot, gone), { ...facts, operators }, io);
  } finally {
    await state.checkpoints.close();
  }
}

function without<V>(
  all: Readonly<Record<string, V>>,
  gone: ReadonlySet<string>,
): Record<string, V> {
  return Object.fromEntries(Object.entries(all).filter(([path]) => !gone.has(path)));
}

/** `millrace state reset --all` */
export async function resetAll(folder: string, { stderr }: CliIo): Promise<void> {
  const store = await storeOf(folder);
  try {
    const names = await store.list();
    for (const name of names) await store.remove(name);
    stderr.write(`removed ${countText(names.length, 'checkpoint')}\n`);
  } finally {
    await store.close();
  }
}

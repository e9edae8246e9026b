import { SavedView } from '../../operators/index.ts';
import { countText, instantText } from '../runtime/index.ts';
import type { CliIo } from './cliIo.ts';
import { openState } from './openState.ts';
import type { OpenState } from './openState.ts';
import { visibleJson, visibleLines } from './visibleLines.ts';

/** What a checkpoint holds of an operator. */
interface ListedPart {
  readonly path: string;
  /** The function that made it; undefined for a part of something outside the graph's stages. */
  readonly kind: string | undefined;
  /** How many entries there are, where they can be told apart. */
  readonly entries: number | undefined;
}

interface Listed {
  readonly graph: string;
  readonly id: number | undefined;
  readonly taken: string | undefined;
  readonly checkpoints: readonly string[];
  readonly refused: readonly { readonly name: string; readonly why: string }[];
  readonly parts: readonly ListedPart[];
}

/** `millrace state list` */
export async function listState(folder: string, json: boolean, { stdout }: CliIo): Promise<void> {
  const state = await openState(folder);
  try {
    const listed = await list(state);
    stdout.write(json ? `${visibleJson(listed)}\n` : visibleLines(listText(listed)));
  } finally {
    await state.checkpoints.close();
  }
}

async function list({ graph, checkpoints, store }: OpenState): Promise<Listed> {
  const { restored, refused } = checkpoints;
  const { operators, time } = restored?.facts ?? {};
  const parts = Object.entries(restored?.snapshot ?? {}).map(([path, part]) => ({
    path,
    kind: operators?.[path],
    entries: part instanceof SavedView ? part.entries.length : undefined,
  }));
  return {
    graph,
    id: restored?.id,
    taken: time === undefined ? undefined : instantText(time),
    checkpoints: [...(await store.list())].toSorted(),
    refused,
    parts,
  };
}

function listText({ graph, id, taken, checkpoints, refused, parts }: Listed): string {
  const width = Math.max(0, ...parts.map(({ path }) => path.length));
  const lines = [
    `graph ${graph}: checkpoint ${id}, taken ${taken}`,
    ...parts.map(({ path, kind = '', entries }) => {
      const size = entries === undefined ? '' : `  ${countText(entries, 'entry', 'entries')}`;
      return `  ${path.padEnd(width)}  ${kind}${size}`.trimEnd();
    }),
    `${countText(checkpoints.length, 'checkpoint')} in the store`,
    ...checkpoints.map((name) => `  ${name}`),
    ...refused.map(({ name, why }) => `refused: ${name}: ${why}`),
  ];
  return `${lines.join('\n')}\n`;
}

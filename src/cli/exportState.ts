import { SavedView } from '../../operators/index.ts';
import type { CliIo } from './cliIo.ts';
import { openState } from './openState.ts';
import { pathsOf } from './pathsOf.ts';
import { toStateJson } from './toStateJson.ts';
import { visibleLine } from './visibleLines.ts';

/** `millrace state export`: a line of facts, then a line for each part and for each of its entries. */
export async function exportState(
  folder: string,
  names: readonly string[],
  { stdout }: CliIo,
): Promise<void> {
  const { graph, checkpoints } = await openState(folder);
  try {
    const { id, facts, snapshot } = checkpoints.restored ?? {};
    const all = snapshot ?? {};
    const paths = names.length === 0 ? Object.keys(all) : pathsOf(all, names);
    const print = (line: object): void => void stdout.write(`${visibleLine(line)}\n`);
    print({ format: 1, graph, id, operators: facts?.operators });
    for (const path of paths) {
      const part = all[path];
      if (!(part instanceof SavedView)) print({ path, state: toStateJson(part) });
      else {
        print({ path, head: toStateJson(part.head) });
        for (const [entry, content] of part.entries)
          print({ path, entry, content: toStateJson(content) });
      }
    }
  } finally {
    await checkpoints.close();
  }
}

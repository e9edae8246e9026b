import { SavedView } from '../../operators/index.ts';
import type { StateEntry } from '../../operators/index.ts';
import type { CliIo } from './cliIo.ts';
import { openState } from './openState.ts';
import { operatorPath } from './pathsOf.ts';
import { toStateJson } from './toStateJson.ts';
import { visibleJson, visibleLine } from './visibleLines.ts';

/** What is shown of a checkpoint. */
export interface ShowOptions {
  readonly folder: string;
  readonly path: string;
  readonly key?: string;
  readonly limit: number;
}

/** `millrace state show` */
export async function showState(options: ShowOptions, { stdout, stderr }: CliIo): Promise<void> {
  const { folder, key, limit } = options;
  const { checkpoints } = await openState(folder);
  try {
    const snapshot = checkpoints.restored?.snapshot ?? {};
    const part = snapshot[operatorPath(snapshot, options.path)];
    if (!(part instanceof SavedView)) {
      stdout.write(`${visibleJson(toStateJson(part))}\n`);
      return;
    }
    const wanted =
      key === undefined ? part.entries : part.entries.filter((one) => hasKey(one, key));
    for (const entry of wanted.slice(0, limit))
      stdout.write(`${visibleLine(entry.map(toStateJson))}\n`);
    const more = wanted.length - limit;
    if (more > 0) stderr.write(`${more} more; --limit shows more of them\n`);
    if (wanted.length === 0) stderr.write('no entry\n');
  } finally {
    await checkpoints.close();
  }
}

/** Whether an entry is of a key: its id, or the key within its content, as a text. */
function hasKey([id, content]: StateEntry, key: string): boolean {
  const first: unknown = Array.isArray(content) ? content[0] : undefined;
  const named =
    typeof content === 'object' && content !== null && 'key' in content ? content.key : first;
  return [id, named].some((one) => isText(one) && String(one) === key);
}

function isText(value: unknown): value is string | number | boolean | bigint {
  return ['string', 'number', 'boolean', 'bigint'].includes(typeof value);
}

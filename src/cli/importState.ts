import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { SavedView, StreamError } from '../../operators/index.ts';
import type { Snapshot, StateEntry } from '../../operators/index.ts';
import type { CliIo } from './cliIo.ts';
import { fromStateJson } from './fromStateJson.ts';
import { openState } from './openState.ts';
import { writeState } from './writeState.ts';

/** `millrace state import`: what is in the file takes the place of what the newest checkpoint has. */
export async function importState(folder: string, file: string, io: CliIo): Promise<void> {
  const imported = await readExport(file);
  const state = await openState(folder);
  try {
    if (imported.graph !== state.graph) {
      const text = `state: '${file}' is of the graph '${imported.graph}', not of '${state.graph}'`;
      throw new StreamError('MILLRACE_CHECKPOINT_UNREADABLE', text);
    }
    const { facts, snapshot = {} } = state.checkpoints.restored ?? {};
    const operators = { ...facts?.operators, ...imported.operators };
    await writeState(state, { ...snapshot, ...imported.snapshot }, { ...facts, operators }, io);
  } finally {
    await state.checkpoints.close();
  }
}

interface Exported {
  readonly graph: string;
  readonly operators: Readonly<Record<string, string>>;
  readonly snapshot: Snapshot;
}

interface Line {
  readonly format?: unknown;
  readonly graph?: string;
  readonly operators?: Readonly<Record<string, string>>;
  readonly path?: string;
  readonly state?: unknown;
  readonly head?: unknown;
  readonly entry?: string | number;
  readonly content?: unknown;
}

async function readExport(file: string): Promise<Exported> {
  const snapshot: Record<string, unknown> = {};
  const entries = new Map<string, StateEntry[]>();
  let facts: Line | undefined;
  let number = 0;
  try {
    for await (const text of createInterface({ input: createReadStream(file) })) {
      number += 1;
      const line = JSON.parse(text) as Line;
      if (facts === undefined) facts = checkFacts(line);
      else takeLine(line, snapshot, entries);
    }
    if (facts === undefined) throw new SyntaxError('it is empty');
  } catch (cause) {
    throw unreadable(file, number, cause);
  }
  return { graph: facts.graph ?? '', operators: facts.operators ?? {}, snapshot };
}

function unreadable(file: string, line: number, cause: unknown): StreamError {
  if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') {
    const text = `state: '${file}' does not exist; check the path`;
    return new StreamError('MILLRACE_FILE_MISSING', text, { cause });
  }
  const reason = cause instanceof Error ? cause.message : String(cause);
  const text = `state: ${file}:${line}: expected what 'millrace state export' prints: ${reason}`;
  return new StreamError('MILLRACE_FILE_UNREADABLE', text, { cause });
}

function checkFacts(line: Line): Line {
  if (line.format === 1 && typeof line.graph === 'string') return line;
  throw new SyntaxError('its first line does not tell the graph');
}

function takeLine(
  line: Line,
  snapshot: Record<string, unknown>,
  entries: Map<string, StateEntry[]>,
): void {
  const { path, entry } = line;
  if (typeof path !== 'string') throw new SyntaxError('a line has no path');
  if ('state' in line) snapshot[path] = fromStateJson(line.state);
  else if ('head' in line) {
    const own: StateEntry[] = [];
    entries.set(path, own);
    snapshot[path] = new SavedView(fromStateJson(line.head), own);
  } else {
    const own = entries.get(path);
    if (own === undefined || entry === undefined)
      throw new SyntaxError(`an entry of '${path}' has no head`);
    own.push([entry, fromStateJson(line.content)]);
  }
}

import assert from 'node:assert/strict';
import { crc32 } from 'node:zlib';
import type { Message } from './itemReader.ts';

/** A row as it stands. */
interface Row {
  readonly k: unknown;
  readonly et: unknown;
  readonly d: unknown;
  readonly span: readonly unknown[];
}

/** A table as the protocol says it is kept. */
export class TableState {
  readonly #rows = new Map<string, Row>();
  /** Checks that held. */
  held = 0;

  /** Begins anew with the parts of a state. */
  begin(): void {
    this.#rows.clear();
  }

  get size(): number {
    return this.#rows.size;
  }

  apply(item: Message): void {
    const { k = null, et, op } = item;
    const { s, e, replaces = [] } = (item['win'] ?? {}) as Message;
    const span = s === undefined ? [] : [s, e];
    for (const other of replaces as Message[])
      this.#rows.delete(nameOf(k, [other['s'], other['e']]));
    const name = nameOf(k, span);
    if (op === 'ret' || op === 'del') return void this.#rows.delete(name);
    const known = this.#rows.get(name);
    const d = 'p' in item ? merged(known?.d, item['p']) : item['d'];
    this.#rows.set(name, { k, et, d, span });
  }

  /** Fails unless the rows are what a `check` says. */
  hold({ n, sum }: Message): void {
    let total = 0;
    for (const { k, et, d, span } of this.#rows.values())
      total = (total + crc32(canonical([k, et, d, ...span]))) % 2 ** 32;
    assert.deepEqual({ n: this.#rows.size, sum: total }, { n, sum });
    this.held += 1;
  }
}

const nameOf = (k: unknown, span: readonly unknown[]): string => canonical([k, ...span]);

/** RFC 7396. */
function merged(target: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch;
  const result: Record<string, unknown> = isObject(target) ? { ...target } : {};
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) delete result[name];
    else result[name] = merged(result[name], value);
  }
  return result;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (!isObject(value)) return JSON.stringify(value);
  const fields = Object.keys(value).sort();
  return `{${fields.map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join()}}`;
}

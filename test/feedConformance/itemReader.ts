import assert from 'node:assert/strict';
import { inflateRawSync } from 'node:zlib';
import { Unpackr } from 'msgpackr';
import { DICTIONARY } from '../../src/wire/dictionary.ts';
import type { Frame } from './frameReader.ts';
import { opcodes } from './writeFrame.ts';

/** A message of the protocol, as it came. */
export type Message = Readonly<Record<string, unknown>>;

/** What a connection has seen of the ways to say things shortly. */
export interface Seen {
  compressed: number;
  rows: number;
}

const OPS = ['ins', 'upd', 'ret', 'del'];
const PANES = ['early', 'onTime', 'late'];
const LARGEST = 67_108_864;
const dictionary = Buffer.from(DICTIONARY.text, 'latin1');

/** Reads the frames of one connection by what the protocol says, with all items in their long form. */
export class ItemReader {
  readonly seen: Seen = { compressed: 0, rows: 0 };
  readonly #protocol: string;
  readonly #schemas = new Map<string, Message>();
  readonly #unpackr = new Unpackr({
    useRecords: false,
    mapsAsObjects: true,
    int64AsType: 'number',
  });

  constructor(protocol: string) {
    this.#protocol = protocol;
  }

  read(frame: Frame): Message {
    const isText = this.#protocol === '' || this.#protocol === 'millrace.v1.json';
    assert.equal(frame.opcode, isText ? opcodes.text : opcodes.binary, 'kind of frame');
    const payload = this.#protocol.endsWith('.z') ? this.#inflate(frame.payload) : frame.payload;
    const isJson = isText || this.#protocol === 'millrace.v1.json.z';
    const message = (
      isJson ? JSON.parse(payload.toString()) : this.#unpackr.unpack(payload)
    ) as Message;
    if (message['t'] === 'schema') this.#learn(message);
    return Array.isArray(message['items']) && !isJson ? this.#long(message) : message;
  }

  #inflate(payload: Buffer): Buffer {
    const [form, rest] = [payload[0], payload.subarray(1)];
    if (form === 0) return rest;
    assert.equal(form, 1, 'the first byte of a compressed frame');
    this.seen.compressed += 1;
    return inflateRawSync(rest, { dictionary, maxOutputLength: LARGEST });
  }

  #learn(schema: Message): void {
    this.#schemas.set(`${String(schema['ch'])} ${String(schema['id'])}`, schema);
  }

  #long(message: Message): Message {
    let time = message['et'] as number;
    const items = (message['items'] as unknown[]).map((item) => {
      if (!Array.isArray(item)) return item;
      this.seen.rows += 1;
      const cells = item as unknown[];
      time += cells[1] as number;
      return this.#item(message['ch'], cells, time);
    });
    return { ...message, items };
  }

  #item(ch: unknown, [head, , ...cells]: readonly unknown[], et: number): Message {
    const id = Number(head) % 64;
    const schema = this.#schemas.get(`${String(ch)} ${id}`);
    assert.ok(schema !== undefined, `a row of schema ${id} before the schema`);
    const key = schema['k'] === true ? { k: cells.shift() } : {};
    const window = schema['win'] === true ? { win: windowOf(cells.splice(0, 5), et) } : {};
    const names = schema['fields'] as readonly string[] | undefined;
    const d =
      names === undefined ? cells[0] : Object.fromEntries(names.map((name, i) => [name, cells[i]]));
    return { ...key, op: OPS[Math.floor(Number(head) / 64)], d, et, ...window };
  }
}

function windowOf([end, length, pane, i, final]: readonly unknown[], et: number): Message {
  const e = et + Number(end);
  return { s: e - Number(length), e, pane: PANES[Number(pane)], i, final };
}

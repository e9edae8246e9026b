import { fieldsOf, flagField, numberField, timeField, wholeField } from './fields.ts';
import type { Fields } from './fields.ts';
import type { ServerMessage } from './messages.ts';
import { badMessage } from './wireError.ts';

/**
 * Reads what a server sent, as far as a client leans on it: kinds, ids, offsets and times. The data
 * of items is passed on as it is.
 *
 * @returns undefined for a kind that this version does not know, which a client must ignore
 * @throws WireError `badMessage`
 */
export function readServerMessage(value: unknown): ServerMessage | undefined {
  const fields = fieldsOf('message', value);
  const kind = String(fields['t']);
  if (!Object.hasOwn(RULES, kind)) return undefined;
  for (const rule of RULES[kind as ServerMessage['t']]) rule(fields, kind);
  return fields as unknown as ServerMessage;
}

/** Holds some fields of a message to what they must be. */
type Rule = (fields: Fields, kind: string) => void;

/** Whole numbers. */
const whole =
  (min: number, max: number, ...names: readonly string[]): Rule =>
  (fields, kind) => {
    for (const name of names) wholeField(kind, fields, name, min, max);
  };

const counts = (...names: readonly string[]): Rule => whole(0, Number.MAX_SAFE_INTEGER, ...names);

const numbers =
  (...names: readonly string[]): Rule =>
  (fields, kind) => {
    for (const name of names) numberField(kind, fields, name);
  };

/** Fields that may be left out. */
const optional =
  (name: string, rule: Rule): Rule =>
  (fields, kind) => {
    if (fields[name] !== undefined) rule(fields, kind);
  };

const text =
  (name: string): Rule =>
  (fields, kind) => {
    if (typeof fields[name] !== 'string') throw badMessage(`${kind}: ${name}: expected a text`);
  };

const ID = whole(1, Number.MAX_SAFE_INTEGER, 'id');
const CHANNEL = counts('ch');
const PLACE = counts('off');
const EPOCH = text('epoch');
const WATERMARK: Rule = (fields, kind) => void timeField(kind, fields, 'wm');
const EXPIRY = optional('exp', numbers('exp'));
const ITEMS: Rule = (fields, kind) => void checkItems(kind, fields);

/** The longest that a server may send its clients away: an hour, in ms. */
const LONGEST_WAIT = 3_600_000;

const RULES: Readonly<Record<ServerMessage['t'], readonly Rule[]>> = {
  welcome: [whole(1, Infinity, 'v'), checkPing, optional('time', numbers('time')), EXPIRY],
  authok: [EXPIRY],
  subok: [ID, CHANNEL, PLACE, WATERMARK, EPOCH],
  // Its decoder has read it.
  schema: [],
  setok: [ID, CHANNEL, PLACE],
  ev: [CHANNEL, WATERMARK, PLACE, ITEMS],
  pick: [CHANNEL, WATERMARK, checkPick],
  snap: [PLACE, counts('part'), EPOCH, (fields) => void flagField('snap', fields, 'last'), ITEMS],
  check: [CHANNEL, PLACE, counts('n'), whole(0, 0xffff_ffff, 'sum')],
  mark: [CHANNEL, PLACE, WATERMARK],
  skip: [
    (fields, kind) => counts(fields['id'] === undefined ? 'ch' : 'id')(fields, kind),
    checkRange,
  ],
  // Who asked for it reads it, by `checkPage`.
  page: [counts('req')],
  ctlok: [counts('req')],
  playback: [
    numbers('at', 'first', 'last'),
    (fields, kind) => fields['speed'] !== 'max' && numbers('speed')(fields, kind),
    text('state'),
  ],
  bye: [whole(0, LONGEST_WAIT, 'after', 'spread')],
  end: [CHANNEL],
  err: [text('code')],
  ping: [],
  pong: [],
};

function checkPing({ ping }: Fields): void {
  whole(1, Infinity, 'every', 'timeout')(fieldsOf('welcome: ping', ping), 'welcome: ping');
}

/** Holds `skip`, or what is told as one, to a range. */
export function checkRange(fields: Fields): void {
  const from = wholeField('skip', fields, 'from', 0);
  wholeField('skip', fields, 'to', from);
  counts('n')(fields, 'skip');
}

function checkPick(fields: Fields): void {
  const from = wholeField('pick', fields, 'from', 0);
  const last = wholeField('pick', fields, 'to', from) - 1;
  checkOffsets('pick', fields, from, last, 1);
  for (const off of listOf('pick', fields, 'errs', []))
    wholeField('pick: errs', { off }, 'off', 0, last);
}

/** One for each item, within a range; each by `step` above the one before, or 0 where they need not rise. */
export function checkOffsets(
  where: string,
  fields: Fields,
  from: number,
  last: number | undefined,
  step: 0 | 1,
): void {
  const offs = listOf(where, fields, 'offs');
  if (offs.length !== checkItems(where, fields))
    throw badMessage(`${where}: offs: expected as many as items`);
  let least = from;
  for (const off of offs)
    least = Math.max(from, (wholeField(`${where}: offs`, { off }, 'off', least, last) + 1) * step);
}

/** Reads an array. */
export function listOf(
  where: string,
  fields: Fields,
  name: string,
  missing?: readonly unknown[],
): readonly unknown[] {
  const list = fields[name] ?? missing;
  if (!Array.isArray(list)) throw badMessage(`${where}: ${name}: expected an array`);
  return list;
}

/** Returns how many there are. */
function checkItems(where: string, fields: Fields): number {
  const items = listOf(where, fields, 'items');
  for (const item of items) checkItem(fieldsOf(`${where}: items`, item));
  return items.length;
}

function checkItem(item: Fields): void {
  timeField('items', item, 'et');
  if (item['win'] === undefined) return;
  const window = checkSpan(item['win']);
  listOf('items: win', window, 'replaces', []).forEach(checkSpan);
}

function checkSpan(value: unknown): Fields {
  const span = fieldsOf('items: win', value);
  timeField('items: win', span, 's');
  timeField('items: win', span, 'e');
  return span;
}

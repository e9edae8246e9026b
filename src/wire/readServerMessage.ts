import { fieldsOf, numberField, timeField, wholeField } from './fields.ts';
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
  if (!Object.hasOwn(checks, kind)) return undefined;
  checks[kind as ServerMessage['t']](fields);
  return fields as unknown as ServerMessage;
}

/** The longest that a server may send its clients away: an hour, in ms. */
const LONGEST_WAIT = 3_600_000;

const checks: Readonly<Record<ServerMessage['t'], (fields: Fields) => void>> = {
  welcome: checkWelcome,
  authok: checkExpiry,
  subok: checkSubOk,
  // Its decoder has read it.
  schema: () => undefined,
  setok: (fields) => {
    wholeField('setok', fields, 'id', 1);
    wholeField('setok', fields, 'ch', 0);
    wholeField('setok', fields, 'off', 0);
  },
  ev: checkEv,
  pick: checkPick,
  snap: checkSnap,
  check: (fields) => {
    wholeField('check', fields, 'ch', 0);
    wholeField('check', fields, 'off', 0);
    wholeField('check', fields, 'n', 0);
    wholeField('check', fields, 'sum', 0, 0xffff_ffff);
  },
  mark: (fields) => {
    wholeField('mark', fields, 'ch', 0);
    wholeField('mark', fields, 'off', 0);
    timeField('mark', fields, 'wm');
  },
  skip: checkSkip,
  page: checkPage,
  ctlok: (fields) => void wholeField('ctlok', fields, 'req', 0),
  playback: checkPlayback,
  bye: (fields) => {
    wholeField('bye', fields, 'after', 0, LONGEST_WAIT);
    wholeField('bye', fields, 'spread', 0, LONGEST_WAIT);
  },
  end: (fields) => void wholeField('end', fields, 'ch', 0),
  err: (fields) => {
    if (typeof fields['code'] !== 'string') throw badMessage('err: code: expected a text');
  },
  ping: () => undefined,
  pong: () => undefined,
};

function checkWelcome(fields: Fields): void {
  wholeField('welcome', fields, 'v', 1);
  const ping = fieldsOf('welcome: ping', fields['ping']);
  wholeField('welcome: ping', ping, 'every', 1);
  wholeField('welcome: ping', ping, 'timeout', 1);
  if (fields['time'] !== undefined) numberField('welcome', fields, 'time');
  checkExpiry(fields);
}

function checkExpiry(fields: Fields): void {
  if (fields['exp'] !== undefined) numberField(String(fields['t']), fields, 'exp');
}

function checkSubOk(fields: Fields): void {
  wholeField('subok', fields, 'id', 1);
  wholeField('subok', fields, 'ch', 0);
  wholeField('subok', fields, 'off', 0);
  timeField('subok', fields, 'wm');
  if (typeof fields['epoch'] !== 'string') throw badMessage('subok: epoch: expected a text');
}

function checkPage(fields: Fields): void {
  for (const name of ['req', 'off', 'floor']) wholeField('page', fields, name, 0);
  if (typeof fields['epoch'] !== 'string') throw badMessage('page: epoch: expected a text');
  timeField('page', fields, 'wm');
  const { offs, skips = [], next } = fields;
  if (!Array.isArray(offs) || offs.length !== checkItems('page', fields))
    throw badMessage('page: offs: expected as many as items');
  for (const off of offs as unknown[]) wholeField('page: offs', { off }, 'off', 0);
  if (!Array.isArray(skips)) throw badMessage('page: skips: expected an array');
  for (const skip of skips) checkRange(fieldsOf('page: skips', skip));
  if (next !== undefined) wholeField('page', fields, 'next', -1);
}

function checkPlayback(fields: Fields): void {
  for (const name of ['at', 'first', 'last']) numberField('playback', fields, name);
  if (fields['speed'] !== 'max') numberField('playback', fields, 'speed');
  if (typeof fields['state'] !== 'string') throw badMessage('playback: state: expected a text');
}

function checkSkip(fields: Fields): void {
  wholeField('skip', fields, fields['id'] === undefined ? 'ch' : 'id', 0);
  checkRange(fields);
}

function checkRange(fields: Fields): void {
  const from = wholeField('skip', fields, 'from', 0);
  wholeField('skip', fields, 'to', from);
  wholeField('skip', fields, 'n', 0);
}

function checkEv(fields: Fields): void {
  checkChannel('ev', fields);
  wholeField('ev', fields, 'off', 0);
  checkItems('ev', fields);
}

function checkChannel(where: string, fields: Fields): void {
  wholeField(where, fields, 'ch', 0);
  timeField(where, fields, 'wm');
}

function checkSnap(fields: Fields): void {
  wholeField('snap', fields, 'off', 0);
  wholeField('snap', fields, 'part', 0);
  if (typeof fields['epoch'] !== 'string') throw badMessage('snap: epoch: expected a text');
  if (typeof fields['last'] !== 'boolean') throw badMessage('snap: last: expected true or false');
  checkItems('snap', fields);
}

function checkPick(fields: Fields): void {
  checkChannel('pick', fields);
  let least = wholeField('pick', fields, 'from', 0);
  const to = wholeField('pick', fields, 'to', least);
  const { offs } = fields;
  if (!Array.isArray(offs) || offs.length !== checkItems('pick', fields))
    throw badMessage('pick: offs: expected as many as items');
  for (const off of offs as unknown[])
    least = wholeField('pick: offs', { off }, 'off', least, to - 1) + 1;
  const { errs = [] } = fields;
  if (!Array.isArray(errs)) throw badMessage('pick: errs: expected an array');
  for (const off of errs as unknown[]) wholeField('pick: errs', { off }, 'off', 0, to - 1);
}

/** Returns how many there are. */
function checkItems(where: string, fields: Fields): number {
  const { items } = fields;
  if (!Array.isArray(items)) throw badMessage(`${where}: items: expected an array`);
  for (const item of items) checkItem(fieldsOf(`${where}: items`, item));
  return items.length;
}

function checkItem(item: Fields): void {
  timeField('items', item, 'et');
  if (item['win'] === undefined) return;
  const window = checkSpan(item['win']);
  const replaces = window['replaces'] ?? [];
  if (!Array.isArray(replaces)) throw badMessage('items: win: replaces: expected an array');
  replaces.forEach(checkSpan);
}

function checkSpan(value: unknown): Fields {
  const span = fieldsOf('items: win', value);
  timeField('items: win', span, 's');
  timeField('items: win', span, 'e');
  return span;
}

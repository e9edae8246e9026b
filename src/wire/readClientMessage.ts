import { fieldsOf, flagField, numberField, textField, wholeField } from './fields.ts';
import type { Fields } from './fields.ts';
import { jsonCodec } from './jsonCodec.ts';
import type { WireLimits } from './limits.ts';
import type { Hello } from './connectionMessages.ts';
import type { Hist } from './page.ts';
import type { ClientMessage } from './messages.ts';
import type { Ctl, PlaybackSpeed } from './playbackMessages.ts';
import type { Since, Slow, SetSub, Sub } from './subscriptionMessages.ts';
import { badMessage } from './wireError.ts';

/**
 * Reads what a client sent: JSON text on every subprotocol. Fields that this version does not know
 * are ignored, so that a newer client can talk to an older server.
 *
 * @throws WireError `badMessage` with what was expected; nothing of the message is in the text
 */
export function readClientMessage(text: string, limits: WireLimits): ClientMessage {
  const fields = fieldsOf('message', jsonCodec.decode(text));
  const reader = readers.get(fields['t']);
  if (reader !== undefined) return reader(fields, limits);
  throw badMessage(`message: t: expected ${[...readers.keys()].join(', ')}`);
}

type Reader = (fields: Fields, limits: WireLimits) => ClientMessage;

const readers: ReadonlyMap<unknown, Reader> = new Map<unknown, Reader>([
  ['hello', readHello],
  ['auth', (fields) => ({ t: 'auth', token: readToken('auth', fields) })],
  ['sub', readSub],
  ['set', readSet],
  ['unsub', (fields) => ({ t: 'unsub', id: wholeField('unsub', fields, 'id', 1) })],
  ['hist', readHist],
  ['ctl', readCtl],
  ['ping', (fields) => ({ t: 'ping', ...readNumber('ping', fields) })],
  ['pong', (fields) => ({ t: 'pong', ...readNumber('pong', fields) })],
]);

function readHello(fields: Fields, limits: WireLimits): Hello {
  const v = wholeField('hello', fields, 'v', 1);
  const { client, token } = fields;
  return {
    t: 'hello',
    v,
    ...(client === undefined ? {} : { client: readClient(client, limits) }),
    ...(token === undefined ? {} : { token: readToken('hello', fields) }),
  };
}

/** The longest token, in characters. */
const LONGEST_TOKEN = 8_192;

function readToken(where: string, fields: Fields): string {
  return textField(where, fields, 'token', LONGEST_TOKEN);
}

function readClient(value: unknown, limits: WireLimits): { name: string; version?: string } {
  const where = 'hello: client';
  const fields = fieldsOf(where, value);
  const name = textField(where, fields, 'name', limits.name);
  if (fields['version'] === undefined) return { name };
  return { name, version: textField(where, fields, 'version', limits.name) };
}

function readSub(fields: Fields, limits: WireLimits): Sub {
  const id = wholeField('sub', fields, 'id', 1);
  const feed = textField('sub', fields, 'feed', limits.name);
  const { since, slow } = fields;
  return {
    t: 'sub',
    id,
    feed,
    ...(since === undefined ? {} : { since: readSince('sub', since, limits) }),
    ...(slow === undefined ? {} : { slow: readSlow(slow) }),
    ...readFields('sub', fields, limits),
    ...readFilter('sub', fields, limits),
    ...readDelay('sub', fields),
  };
}

function readSet(fields: Fields, limits: WireLimits): SetSub {
  const { slow, filter, fields: chosen } = fields;
  const id = wholeField('set', fields, 'id', 1);
  return {
    t: 'set',
    id,
    ...(slow === undefined ? {} : { slow: readSlow(slow) }),
    ...(chosen === null ? { fields: null } : readFields('set', fields, limits)),
    ...(filter === null ? { filter: null } : readFilter('set', fields, limits)),
    ...readDelay('set', fields),
  };
}

function readDelay(where: string, fields: Fields): { readonly delay?: number } {
  if (fields['delay'] === undefined) return {};
  return { delay: wholeField(where, fields, 'delay', 0, LONGEST_WAIT) };
}

function readFilter(
  where: string,
  fields: Fields,
  limits: WireLimits,
): { readonly filter?: string } {
  if (fields['filter'] === undefined) return {};
  return { filter: textField(where, fields, 'filter', limits.filter) };
}

function readSlow(value: unknown): Slow {
  if (value === 'block' || value === 'latest' || value === 'close') return value;
  const where = "sub: slow: 'block', 'latest', 'close', { drop } or { sample }";
  const fields = fieldsOf(where, value);
  if ('drop' in fields) return { drop: wholeField(where, fields, 'drop', 1) };
  return { sample: wholeField(where, fields, 'sample', 1, LONGEST_WAIT) };
}

/** The most fields that a subscription may choose. */
const MOST_FIELDS = 64;

function readFields(
  where: string,
  { fields }: Fields,
  limits: WireLimits,
): { readonly fields?: readonly string[] } {
  if (fields === undefined) return {};
  if (!Array.isArray(fields) || fields.length === 0 || fields.length > MOST_FIELDS)
    throw badMessage(`${where}: fields: expected 1 to ${MOST_FIELDS} names`);
  return {
    fields: fields.map((name: unknown) =>
      textField(`${where}: fields`, { name }, 'name', limits.name),
    ),
  };
}

/** The longest time between two samples, and the longest delay: an hour, in ms. */
const LONGEST_WAIT = 3_600_000;

function readHist(fields: Fields, limits: WireLimits): Hist {
  const { since, limit, reverse } = fields;
  return {
    t: 'hist',
    req: wholeField('hist', fields, 'req', 1),
    feed: textField('hist', fields, 'feed', limits.name),
    ...(since === undefined ? {} : { since: readSince('hist', since, limits) }),
    ...(limit === undefined ? {} : { limit: wholeField('hist', fields, 'limit', 1) }),
    ...(reverse === undefined ? {} : { reverse: flagField('hist', fields, 'reverse') }),
  };
}

function readCtl(fields: Fields): Ctl {
  const t = 'ctl';
  const req = wholeField(t, fields, 'req', 1);
  const { act } = fields;
  if (act === 'play' || act === 'pause') return { t, req, act };
  if (act === 'seek') return { t, req, act, to: numberField(t, fields, 'to') };
  if (act === 'speed') return { t, req, act, speed: readSpeed(fields) };
  throw badMessage("ctl: act: expected 'play', 'pause', 'seek' or 'speed'");
}

/** The fastest that a playback may be told to run, beside `'max'`. */
const FASTEST = 1_000_000;

function readSpeed(fields: Fields): PlaybackSpeed {
  if (fields['speed'] === 'max') return 'max';
  const speed = numberField('ctl', fields, 'speed');
  if (speed >= 1 / FASTEST && speed <= FASTEST) return speed;
  throw badMessage(`ctl: speed: expected 'max' or a number from 0.000001 to ${FASTEST}`);
}

function readSince(kind: string, value: unknown, limits: WireLimits): Since {
  if (value === 'start') return 'start';
  const where = `${kind}: since: 'start', { last }, { time } or { epoch, off }`;
  const fields = fieldsOf(where, value);
  if ('last' in fields) return { last: wholeField(where, fields, 'last', 0) };
  if ('time' in fields) return { time: numberField(where, fields, 'time') };
  const epoch = textField(where, fields, 'epoch', limits.name);
  return { epoch, off: wholeField(where, fields, 'off', -1) };
}

function readNumber(where: string, fields: Fields): { readonly n?: number } {
  return fields['n'] === undefined ? {} : { n: wholeField(where, fields, 'n', 0) };
}

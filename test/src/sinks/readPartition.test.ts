import { readPartition } from '../../../src/sinks/readPartition.ts';
import * as assert from '../../support/assert.ts';
import { suite } from '../../support/suite.ts';

const test = suite('readPartition');

const at = (text: string): number => Date.parse(text);
const folder = (pattern: unknown, time: string, zone?: unknown): string =>
  readPartition('sink', pattern, zone)(at(time));

test('writes the parts of a date in UTC', () => {
  assert.is(folder('yyyy/MM/dd/HH', '2001-01-31T08:15:59.999Z'), '2001/01/31/08');
  assert.is(
    folder("'day='yyyy-MM-dd/'at 'HH.mm", '2001-12-09T23:05:00Z'),
    'day=2001-12-09/at 23.05',
  );
  assert.is(folder('yyyy/MM', '1969-12-31T23:59:59.999Z'), '1969/12');
  assert.is(folder('yyyy', '0099-06-01T00:00:00Z'), '0099');
  assert.is(folder(undefined, '2001-01-31T08:15:00Z'), '');
});

test('writes them in a time zone, also where its clocks are changed', () => {
  const zone = 'America/New_York';
  assert.is(folder('yyyy/MM/dd/HH', '2001-04-01T06:59:59Z', zone), '2001/04/01/01');
  assert.is(folder('yyyy/MM/dd/HH', '2001-04-01T07:00:00Z', zone), '2001/04/01/03');
  assert.is(folder('yyyy-MM-dd', '2001-01-01T04:59:59Z', zone), '2000-12-31');
  assert.is(folder('HH', '2001-01-01T05:00:00Z', zone), '00');
  assert.is(folder('HH-mm', '2001-01-01T00:00:00Z', 'Asia/Kathmandu'), '05-45');
});

test('gives each time its own folder, whatever came before', () => {
  const partition = readPartition('sink', 'HH/mm', 'UTC');
  const times = ['08:00:00', '08:00:59', '08:01:00', '08:00:59', '09:00:00'];
  assert.equal(
    times.map((time) => partition(at(`2001-01-01T${time}Z`))),
    ['08/00', '08/00', '08/01', '08/00', '09/00'],
  );
});

test('refuses what is no pattern, no zone or no time', () => {
  for (const pattern of [
    '',
    'YYYY',
    'yyyy/../x',
    '/yyyy',
    'yyyy/',
    'yyyy//MM',
    "yyyy'",
    'yyy',
    "'.'yyyy",
    'yyyy\\MM',
    "yyyy''",
    'yyyy\0',
  ])
    assert.throwsCode(
      () => readPartition('mySink', pattern, undefined),
      'MILLRACE_ARGUMENT_RANGE',
      'mySink: partition',
    );
  assert.throwsCode(
    () => readPartition('sink', 7, undefined),
    'MILLRACE_ARGUMENT_TYPE',
    'partition',
  );
  assert.throwsCode(
    () => readPartition('sink', 'yyyy', 'Mars/Base'),
    'MILLRACE_ARGUMENT_RANGE',
    'timeZone',
  );
  assert.throwsCode(() => readPartition('sink', 'yyyy', 1), 'MILLRACE_ARGUMENT_TYPE', 'timeZone');
  assert.throwsCode(() => readPartition('sink', 'yyyy', 'UTC')(9e15), 'MILLRACE_TIMESTAMP');
});

test.run();

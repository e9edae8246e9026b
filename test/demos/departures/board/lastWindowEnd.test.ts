import { lastWindowEnd } from '../../../../demos/departures/board/lastWindowEnd.ts';
import * as assert from '../../../support/assert.ts';
import { suite } from '../../../support/suite.ts';
import { at } from './events.ts';

const lastWindow = suite('lastWindowEnd');

for (const [name, watermark, newest, end] of [
  [
    'a window is complete when the watermark is 1 ms before its end',
    at('08:05') - 1,
    at('09:00'),
    '08:05',
  ],
  ['and not earlier', at('08:05') - 2, at('09:00'), '08:00'],
  ['between two ends it is the earlier one', at('08:09'), at('09:00'), '08:05'],
  [
    'at the end of the recording it is the one around the newest event',
    Infinity,
    at('09:01'),
    '09:05',
  ],
] as const) {
  lastWindow(name, () => assert.is(lastWindowEnd(watermark, newest), at(end)));
}

lastWindow('is not known before the watermark is', () => {
  assert.is(lastWindowEnd(-Infinity, Infinity), -Infinity);
});

lastWindow.run();

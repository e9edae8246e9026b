import type { Status } from '../../../../demos/departures/board/boardFeeds.ts';
import { rulerTicks, timeRuler } from '../../../../demos/departures/board/timeRuler.ts';
import * as assert from '../../../support/assert.ts';
import { suite } from '../../../support/suite.ts';
import { at } from './events.ts';

const ruler = suite('timeRuler');

const none = { airports: 0, routes: 0, disruptions: 0 };

function status(fields: Partial<Status>): Status {
  const times = { delivered: at('09:00'), newest: at('08:50'), watermark: at('08:20') };
  const counts = { events: 0, eventsPerSecond: 0, late: none, corrections: none };
  return { ...times, ...counts, speed: 1, done: false, ...fields };
}

for (const [name, times] of [
  ['minutes apart', {}],
  ['hours apart', { watermark: at('02:00') }],
  ['days apart', { watermark: at('-90:00') }],
  ['the clock behind the newest event', { delivered: at('08:30') }],
] as const) {
  ruler(`has watermark and newest event in their order, ${name}`, () => {
    const layout = timeRuler(status(times));
    assert.ok(layout !== undefined);
    const { watermark, newest, delivered } = layout;
    assert.ok(watermark > 0 && watermark < newest && newest < 1);
    assert.ok(delivered > 0 && delivered < 1);
  });
}

ruler('is complete up to the newest event when the recording is over', () => {
  const layout = timeRuler(status({ watermark: null, done: true }));
  assert.is(layout?.watermark, layout?.newest);
});

for (const missing of [{ newest: null }, { delivered: null }, { watermark: null }] as const) {
  ruler(`is not there without ${Object.keys(missing)[0]}`, () => {
    assert.is(timeRuler(status(missing)), undefined);
  });
}

ruler('has a few ticks at round times', () => {
  assert.equal(rulerTicks({ from: at('07:10'), to: at('09:10') }), [
    at('07:30'),
    at('08:00'),
    at('08:30'),
    at('09:00'),
  ]);
});

ruler('has no tick at the very edge', () => {
  assert.equal(rulerTicks({ from: at('07:00'), to: at('09:00') }), [
    at('07:30'),
    at('08:00'),
    at('08:30'),
  ]);
});

ruler.run();

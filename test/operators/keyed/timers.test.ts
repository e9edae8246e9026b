import fc from 'fast-check';
import { Expiry } from '../../../operators/keyed/expiry.ts';
import { Timers } from '../../../operators/keyed/timers.ts';
import type { TimerOwner } from '../../../operators/keyed/timers.ts';
import * as assert from '../../support/assert.ts';
import { suite } from '../../support/suite.ts';

interface Owner extends TimerOwner<Owner> {
  readonly name: number;
}

const test = suite('Timers and Expiry');

const acts = fc.array(
  fc.tuple(fc.constantFrom('set', 'set', 'delete', 'take'), fc.nat(4), fc.nat(30)),
  {
    maxLength: 300,
  },
);

test('timers go off as a list sorted anew each time gives them', () => {
  fc.assert(
    fc.property(acts, (todo) => {
      const owners: Owner[] = [0, 1, 2, 3, 4].map((name) => ({
        name,
        eventTime: undefined,
        processingTime: undefined,
      }));
      const timers = new Timers<Owner>('eventTime');
      let naive: (readonly [time: number, name: number])[] = [];
      for (const [act, name, time] of todo) {
        const owner = owners[name] as Owner;
        const isIt = ([at, who]: readonly [number, number]): boolean => at === time && who === name;
        if (act === 'set') {
          timers.set(owner, time);
          if (!naive.some(isIt)) naive.push([time, name]);
        } else if (act === 'delete') {
          timers.delete(owner, time);
          naive = naive.filter((entry) => !isIt(entry));
        } else {
          const [first] = naive.filter(([at]) => at <= time).sort(([a], [b]) => a - b);
          const taken = timers.take(time);
          assert.equal(taken === undefined ? undefined : [taken.time, taken.owner.name], first);
          naive = naive.filter((entry) => entry !== first);
        }
        assert.is(timers.size, naive.length);
      }
    }),
    { numRuns: 300, seed: 7 },
  );
});

test('what is to be forgotten comes out at its latest deadline, in order', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(3), fc.nat(40)), { maxLength: 40 }), (todo) => {
      const expiry = new Expiry<{ created: number; deadline: number }>();
      const items = [30, 10, 20, 10].map((deadline, created) => ({ created, deadline }));
      for (const item of items) expiry.add(item);
      let left = [...items];
      for (const [which, time] of todo) {
        const item = items[which] as { created: number; deadline: number };
        item.deadline = Math.max(item.deadline, time);
        const now = time / 2;
        const due = left.filter(({ deadline }) => deadline <= now);
        due.sort((a, b) => a.deadline - b.deadline || a.created - b.created);
        assert.is(expiry.take(now), due[0]);
        left = left.filter((other) => other !== due[0]);
        assert.ok(due.length > 0 || expiry.next > now);
      }
    }),
    { numRuns: 300, seed: 7 },
  );
});

test.run();

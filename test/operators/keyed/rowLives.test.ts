import fc from 'fast-check';
import { RowLives } from '../../../operators/keyed/rowLives.ts';
import * as assert from '../../support/assert.ts';
import { suite } from '../../support/suite.ts';

const test = suite('RowLives');

const renewals = fc.array(fc.tuple(fc.nat(3), fc.nat(4_000)), { maxLength: 40 });

test('rows come out at their latest deadline, in order, and begin anew', () => {
  fc.assert(
    fc.property(renewals, fc.constantFrom(1, 3_000, 100_000), (todo, span) => {
      const lives = new RowLives(span);
      let left: { row: number; created: number; deadline: number }[] = [];
      for (const [created, [row, time]] of todo.entries()) {
        lives.renew(row, time);
        const known = left.find((life) => life.row === row);
        if (known === undefined) left.push({ row, created, deadline: time });
        else known.deadline = Math.max(known.deadline, time);
        const now = time / 2;
        const due = left.filter(({ deadline }) => deadline <= now);
        due.sort((a, b) => a.deadline - b.deadline || a.created - b.created);
        const taken = lives.take(now);
        if (taken !== undefined) lives.end(taken.row);
        assert.equal(taken && [taken.row, taken.deadline], due[0] && [due[0].row, due[0].deadline]);
        left = left.filter((life) => life !== due[0]);
        assert.ok(due.length > 0 || lives.next > now);
        assert.ok(left.every(({ deadline }) => deadline >= lives.next));
      }
    }),
    { numRuns: 500, seed: 7 },
  );
});

test.run();

import { NEVER } from 'rxjs';
import { makeRows, operatorsBehind, RowSource, SnapshotReader } from '../../operators/index.ts';
import * as assert from '../support/assert.ts';
import { suite } from '../support/suite.ts';
import { changedByBarriers, cutRuns, randomReadings, run } from './snapshotRuns.ts';
import { snapshotPipelines } from './snapshotPipelines.ts';
import type { Reading } from './snapshotPipelines.ts';

const test = suite('snapshots of every operator with state');

for (const [name, pipeline] of Object.entries(snapshotPipelines)) {
  test(`${name}: goes on from a barrier behind any run as if nothing had happened`, () => {
    for (let seed = 1; seed <= 12; seed += 1) {
      const readings = randomReadings(seed);
      const whole = run(pipeline, [makeRows({ values: readings })]);
      for (const length of [1, 6]) {
        const marked = run(pipeline, cutRuns(readings, length));
        if (!changedByBarriers.includes(name)) {
          assert.equal(marked.rows, whole.rows, `seed ${seed}: a barrier changes nothing`);
        }
        assert.is(
          marked.cuts.length,
          Math.ceil(readings.length / length),
          `seed ${seed}: every barrier comes out`,
        );
        for (const [index, { rows, snapshot }] of marked.cuts.entries()) {
          const restore = { kind: 'restore', state: new SnapshotReader(snapshot) } as const;
          const later = cutRuns(readings, length, index + 1);
          const rest = run(pipeline, [makeRows<Reading>({ control: restore }), ...later]);
          assert.equal(
            rest.rows,
            marked.rows.slice(rows),
            `seed ${seed}: restored behind run ${index} of ${length}`,
          );
        }
      }
    }
  });

  test(`${name}: fails where its saved state is missing or of another form`, () => {
    const stream = pipeline(new RowSource(NEVER), {
      now: () => 0,
      schedule: () => NEVER.subscribe(),
    });
    for (const { stateName } of operatorsBehind(stream)) {
      if (stateName === undefined) continue;
      for (const [broken, code, text] of [
        [undefined, 'MILLRACE_SNAPSHOT_MISSING', stateName],
        ['nonsense', 'MILLRACE_SNAPSHOT_UNREADABLE', 'saved state'],
      ] as const) {
        const { cuts } = run(pipeline, cutRuns(randomReadings(1), 10));
        const parts: Record<string, unknown> = { ...cuts[0]?.snapshot };
        if (broken === undefined) delete parts[stateName];
        else parts[stateName] = broken;
        const restore = { kind: 'restore', state: new SnapshotReader(parts) } as const;
        assert.throwsCode(
          () => run(pipeline, [makeRows<Reading>({ control: restore })]),
          code,
          text,
        );
      }
    }
  });
}

test.run();

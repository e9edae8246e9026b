import path from 'node:path';
import * as assert from '../support/assert.ts';
import { projectRoot } from '../support/projectRoot.ts';
import { suite } from '../support/suite.ts';
import { faultsOf } from './faultsOf.ts';
import { judge, judgeCase } from './judge.ts';
import { readEntries } from './readEntries.ts';
import { runVector } from './runVector.ts';
import { failures, summaryLine } from './summary.ts';
import { KINDS } from './vector.ts';
import type { ConfigCase, Vector } from './vector.ts';

const conformance = suite('conformance');

const files = ['sample.json', 'own.json', 'invalid-sample.json', 'own-invalid.json'];
const folder = path.join(projectRoot, 'test', 'conformance');
const { vectors, cases } = readEntries(files.map((file) => path.join(folder, file)));

const plain: Vector = {
  id: 'plain',
  kind: 'fixed',
  level: 'core',
  features: [],
  config: { size: 10, aggregate: 'count' },
  steps: [{ event: { key: 'a', value: 1, ts: 1 } }, { watermark: 9 }],
  expect: [{ step: 1, key: 'a', value: 1 }],
  late: [],
};

conformance('each kind has its vectors, and all of them pass', () => {
  for (const kind of KINDS)
    assert.ok(
      vectors.some((vector) => vector.kind === kind),
      kind,
    );
  assert.equal(failures(vectors.map(judge), []), []);
});

conformance('configurations are refused by the name of a field, or taken', () => {
  assert.ok(cases.some(({ expect }) => expect === 'accept'));
  assert.equal(failures([], cases.map(judgeCase)), []);
});

conformance('a row too few, too many, or other than expected is a fault', () => {
  for (const vector of vectors) {
    const outcome = runVector(vector);
    const [first, ...rest] = vector.expect;
    const changed = [
      [{ step: 0, key: 'nobody', value: 'nothing' }, ...vector.expect],
      ...(first === undefined ? [] : [rest, [{ ...first, step: 99 }, ...rest]]),
    ];
    for (const expect of changed) {
      const faults = faultsOf({ ...vector, expect }, outcome);
      assert.ok(faults.length > 0, `${vector.id}: ${JSON.stringify(expect)}`);
    }
  }
});

conformance('each late event is to be expected, and so is the bound of what a join holds', () => {
  for (const vector of vectors.filter(({ late = [] }) => late.length > 0))
    assert.ok(faultsOf({ ...vector, late: [] }, runVector(vector)).length > 0, vector.id);
  const bounded = vectors.filter(({ state = [] }) => state.some(({ left = [] }) => left.length));
  assert.ok(bounded.length > 0);
  for (const vector of bounded) {
    const state = vector.state?.map((bound) => ({ ...bound, left: [] })) ?? [];
    assert.ok(faultsOf({ ...vector, state }, runVector(vector)).length > 0, vector.id);
  }
});

const unknown: readonly [what: string, vector: object, fault: string][] = [
  ['kind', { kind: 'pattern' }, 'kind "pattern"'],
  ['field', { hint: 1 }, 'field hint'],
  ['field of the config', { config: { size: 10, every: 5 } }, 'field config.every'],
  ['word in the config', { config: { size: 10, aggregate: 'mean' } }, 'config.aggregate "mean"'],
  ['field of a trigger', { config: { size: 10, trigger: { often: 1 } } }, 'config.trigger.often'],
  ['step', { steps: [{ pause: 1 }] }, 'field steps[0].pause'],
  ['field of a step', { steps: [{ watermark: 1, why: 'so' }] }, 'field steps[0].why'],
  ['field of an event', { steps: [{ event: { key: 1, size: 2 } }] }, 'steps[0].event.size'],
  ['field of a row', { expect: [{ colour: 'red' }] }, 'field row.colour'],
  ['field of a pane', { expect: [{ pane: { last: true } }] }, 'field row.pane.last'],
  ['order', { ordered: 'byStart' }, 'ordered "byStart"'],
  ['level', { level: 'some' }, 'level "some"'],
];

for (const [what, fields, fault] of unknown) {
  conformance(`an unknown ${what} is a fault`, () => {
    const { faults } = judge({ ...plain, ...fields } as Vector);
    assert.ok(
      faults.some((text) => text.includes(fault)),
      faults.join('\n'),
    );
  });
}

conformance(
  'an unknown field of a configuration is a fault, also where it is to be refused',
  () => {
    const given = { id: 'a', kind: 'fixed', config: { sise: 0 }, expect: 'reject' };
    assert.equal(judgeCase(given as unknown as ConfigCase).faults, ['unknown: field config.sise']);
  },
);

conformance(
  'a configuration that is taken against expectation is a fault, and the other way',
  () => {
    const given = { id: 'a', kind: 'fixed', config: { size: 10 } } as const;
    assert.equal(judgeCase({ ...given, expect: 'reject' }).faults, ['taken']);
    const refused = judgeCase({ ...given, config: { size: 0 }, expect: 'accept' });
    assert.match(refused.faults.join(), 'fixedWindow: size: expected a positive duration');
  },
);

conformance('late rules of other engines are skipped by name, but in no core vector', () => {
  const config = { lower: 0, upper: 1, lateRule: 'none' };
  const join = { ...plain, kind: 'intervalJoin', config, steps: [], expect: [] } as const;
  const verdicts = [plain, { ...join, level: 'extended' }, join].map((one) => judge(one as Vector));
  assert.is(summaryLine(verdicts), '2 of 2 core, 0 of 1 extended, 1 skipped (lateRule:none: 1)');
});

conformance('a failing vector is told with its kind, its features and what differs', () => {
  const verdict = judge({ ...plain, features: ['offset'], expect: [] });
  const [title = '', fault = ''] = failures([verdict], []);
  assert.is(title, 'FAILED plain (fixed offset)');
  assert.match(fault, '  got row {"step":1,"key":"a","start":0,"end":10,');
});

conformance.run();

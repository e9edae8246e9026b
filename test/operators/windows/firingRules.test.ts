import { count } from '../../../operators/aggregates/index.ts';
import { fixedWindow } from '../../../operators/windows/index.ts';
import type { FixedWindowConfig } from '../../../operators/windows/index.ts';
import * as assert from '../../support/assert.ts';
import { suite } from '../../support/suite.ts';

const test = suite('checks of when windows fire');

const aggregate = { n: count() };
const build = (options: object): unknown =>
  fixedWindow({ size: 10, late: 'drop', aggregate, ...options } as FixedWindowConfig<
    unknown,
    undefined,
    typeof aggregate
  >);

const wrong: readonly (readonly [field: string, options: object, code?: string])[] = [
  ['trigger', { trigger: 'count' }],
  ['trigger.count', { trigger: { count: 0 } }, 'MILLRACE_ARGUMENT_RANGE'],
  ['trigger.count', { trigger: { count: '2' } }],
  ['trigger.once', { trigger: { count: 2, once: 1 } }],
  ['trigger.early', { trigger: { early: {} } }],
  ['trigger.early', { trigger: { early: { count: 1, every: 1 } } }],
  ['trigger.early.every', { trigger: { early: { every: 0 } } }, 'MILLRACE_ARGUMENT_RANGE'],
  ['trigger.late.count', { trigger: { late: { count: 1.5 } } }, 'MILLRACE_ARGUMENT_RANGE'],
  ['trigger.everyEventTime', { trigger: { everyEventTime: '1' } }],
  ['trigger.everyEvent', { trigger: { everyEvent: false } }],
  ['trigger.onClose', { trigger: { onClose: 1 } }],
  ['trigger.each', { trigger: { each: 3 } }],
  ['trigger.early', { trigger: { count: 1, early: { count: 1 } } }],
  ['accumulation', { accumulation: 'replacing' }],
  ['closePane', { closePane: true }],
  ['emptyPanes', { emptyPanes: 'yes' }],
  ['onlyChanged', { onlyChanged: 1 }],
  ['resultTimestamp', { resultTimestamp: 'start' }],
];
for (const [field, options, code = 'MILLRACE_ARGUMENT_TYPE'] of wrong) {
  test(`refuses ${JSON.stringify(options)}`, () => {
    assert.throwsCode(() => build(options), code, `fixedWindow: ${field}: expected `);
  });
}

test.run();

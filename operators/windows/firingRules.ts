import {
  ArgumentTypeError,
  checkNumber,
  checkWord,
  show,
  toMilliseconds,
} from '../kernel/index.ts';
import type { Duration, Milliseconds } from '../kernel/index.ts';
import type { FiringConfig } from './firingConfig.ts';

/** A checked FiringConfig: one set of rules that covers every trigger. */
export interface FiringRules {
  /** So many events that no pane has shown fire a window before, and after, its end. Infinity: never. */
  readonly earlyCount: number;
  readonly lateCount: number;
  /** The processing time from a pane's first event to an early firing. Infinity: none. */
  readonly earlyAfter: Milliseconds;
  /** The step of event time between early firings. Infinity: none. */
  readonly step: Milliseconds;
  /** Whether the watermark fires a window at its end. */
  readonly atEnd: boolean;
  /** Whether the only pane is the one at the close. */
  readonly onlyAtClose: boolean;
  readonly finish: 'never' | 'atEnd' | 'atFirstPane';
  readonly emptyPanes: boolean;
  readonly closePane: 'never' | 'ifNew' | 'always';
  readonly onlyChanged: boolean;
  readonly accumulation: 'accumulating' | 'discarding' | 'retracting';
  /** Whether panes of sessions that grew or merged are retracted. */
  readonly retractMerged: boolean;
  readonly resultTimestamp: 'end' | 'earliest' | 'earliestAhead' | 'latest';
}

/** A window fires when the watermark passes its end, and then for each event that it still takes. */
export const DEFAULT_RULES: FiringRules = {
  earlyCount: Infinity,
  lateCount: 1,
  earlyAfter: Infinity,
  step: Infinity,
  atEnd: true,
  onlyAtClose: false,
  finish: 'never',
  emptyPanes: false,
  closePane: 'never',
  onlyChanged: false,
  accumulation: 'accumulating',
  retractMerged: false,
  resultTimestamp: 'end',
};

/** Checks when windows fire; gives undefined where everything is as by default. */
export function checkFiring(owner: string, config: FiringConfig): FiringRules | undefined {
  const { emptyPanes = false, onlyChanged = false } = config;
  const rules: FiringRules = {
    ...DEFAULT_RULES,
    emptyPanes: checkFlag(owner, 'emptyPanes', emptyPanes),
    onlyChanged: checkFlag(owner, 'onlyChanged', onlyChanged),
    closePane: checkWord(owner, 'closePane', config.closePane ?? 'never', [
      'never',
      'ifNew',
      'always',
    ]),
    accumulation: checkWord(owner, 'accumulation', config.accumulation ?? 'accumulating', [
      'accumulating',
      'discarding',
      'retracting',
    ]),
    resultTimestamp: checkWord(owner, 'resultTimestamp', config.resultTimestamp ?? 'end', [
      'end',
      'earliest',
      'earliestAhead',
      'latest',
    ]),
  };
  const all = { ...rules, ...checkTrigger(owner, config.trigger ?? {}, rules.closePane) };
  const names = Object.keys(DEFAULT_RULES) as (keyof FiringRules)[];
  return names.some((name) => all[name] !== DEFAULT_RULES[name]) ? all : undefined;
}

/** Returns a config field that is true or false, and refuses any other value. */
export function checkFlag(owner: string, field: string, value: unknown): boolean {
  if (typeof value === 'boolean') return value;
  throw new ArgumentTypeError(owner, field, 'true or false', show(value));
}

type Fields = Readonly<Record<string, unknown>>;

/** The fields of each form of trigger: what tells the form, then what it may have beside it. */
const FORMS: readonly (readonly [string, ...string[]])[] = [
  ['count', 'once'],
  ['everyEventTime'],
  ['everyEvent'],
  ['onClose'],
];
const END_FIELDS = ['early', 'late', 'finishAtOnTime'];

function checkTrigger(
  owner: string,
  trigger: unknown,
  closePane: FiringRules['closePane'],
): Partial<FiringRules> {
  const fields = checkFields(owner, trigger);
  if ('count' in fields) return countRules(owner, fields);
  if ('everyEventTime' in fields) {
    const step = fields['everyEventTime'] as Duration;
    return { step: toMilliseconds(owner, 'trigger.everyEventTime', step) };
  }
  if ('everyEvent' in fields) {
    checkTrue(owner, 'trigger.everyEvent', fields['everyEvent']);
    return { earlyCount: 1, atEnd: false };
  }
  if ('onClose' in fields) {
    checkTrue(owner, 'trigger.onClose', fields['onClose']);
    const pane = closePane === 'always' ? 'always' : 'ifNew';
    return { lateCount: Infinity, atEnd: false, onlyAtClose: true, closePane: pane };
  }
  return endRules(owner, fields);
}

/** The trigger's fields, which must all belong to one form. */
function checkFields(owner: string, trigger: unknown): Fields {
  if (typeof trigger !== 'object' || trigger === null) {
    throw new ArgumentTypeError(owner, 'trigger', 'an object such as { count: 10 }', show(trigger));
  }
  const fields = trigger as Fields;
  const form = FORMS.find(([name]) => name in fields) ?? END_FIELDS;
  const foreign = Object.keys(fields).find((name) => !form.includes(name));
  if (foreign !== undefined) {
    const beside = form === END_FIELDS ? 'a field of a trigger' : `nothing beside ${form[0] ?? ''}`;
    throw new ArgumentTypeError(owner, `trigger.${foreign}`, beside, show(fields[foreign]));
  }
  return fields;
}

function countRules(owner: string, { count, once = false }: Fields): Partial<FiringRules> {
  const each = checkNumber(owner, 'trigger.count', count, { min: 1 });
  const finish = checkFlag(owner, 'trigger.once', once) ? 'atFirstPane' : 'never';
  return { earlyCount: each, lateCount: each, atEnd: false, finish };
}

function endRules(owner: string, fields: Fields): Partial<FiringRules> {
  const { early, late, finishAtOnTime = false } = fields;
  const finishes = checkFlag(owner, 'trigger.finishAtOnTime', finishAtOnTime);
  return {
    ...(early === undefined ? {} : earlyRules(owner, early)),
    ...(late === undefined ? {} : { lateCount: checkCount(owner, 'trigger.late', late) }),
    ...(finishes ? { finish: 'atEnd' } : {}),
  };
}

function earlyRules(owner: string, early: unknown): Partial<FiringRules> {
  if (typeof early === 'object' && early !== null && 'every' in early && !('count' in early)) {
    const after = toMilliseconds(owner, 'trigger.early.every', early.every as Duration);
    return { earlyAfter: after };
  }
  return { earlyCount: checkCount(owner, 'trigger.early', early) };
}

function checkCount(owner: string, field: string, value: unknown): number {
  if (typeof value !== 'object' || value === null || !('count' in value) || 'every' in value) {
    const forms = field.endsWith('early') ? '{ count: n } or { every: duration }' : '{ count: n }';
    throw new ArgumentTypeError(owner, field, forms, show(value));
  }
  return checkNumber(owner, `${field}.count`, value.count, { min: 1 });
}

function checkTrue(owner: string, field: string, value: unknown): void {
  if (value !== true) throw new ArgumentTypeError(owner, field, 'true', show(value));
}

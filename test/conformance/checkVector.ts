import {
  CASE_FIELDS,
  CONFIG_FIELDS,
  EVENT_FIELDS,
  PANE_FIELDS,
  ROW_FIELDS,
  STEP_FIELDS,
  TRIGGER_FIELDS,
  VECTOR_FIELDS,
  WORDS,
} from './knownFields.ts';
import { KINDS } from './vector.ts';
import type { ConfigCase, Kind, Vector } from './vector.ts';

/** What a vector says that the runner does not know; empty where it knows all. */
export function unknownInVector(vector: Vector): readonly string[] {
  return [
    ...foreign('', vector, VECTOR_FIELDS),
    ...unknownInConfig(vector),
    ...unlessWord('level', vector.level, ['core', 'extended']),
    ...(vector.ordered === undefined ? [] : unlessWord('ordered', vector.ordered, ['byEnd'])),
    ...missing(vector),
    ...(vector.steps ?? []).flatMap((step, index) => unknownInStep(`steps[${index}].`, step)),
    ...[...(vector.expect ?? []), ...(vector.late ?? [])].flatMap((row) => [
      ...foreign('row.', row, ROW_FIELDS),
      ...foreign('row.pane.', row['pane'] ?? {}, PANE_FIELDS),
    ]),
    ...(vector.state ?? []).flatMap((held) => foreign('state.', held, ['step', 'left', 'right'])),
  ];
}

/** What a configuration to be refused or taken says that the runner does not know. */
export function unknownInCase(given: ConfigCase): readonly string[] {
  return [
    ...foreign('', given, CASE_FIELDS),
    ...unlessWord('expect', given.expect, ['reject', 'accept']),
    ...unknownInConfig(given),
  ];
}

function missing(vector: Vector): readonly string[] {
  const lists = ['features', 'steps', 'expect'] as const;
  return lists.filter((field) => !Array.isArray(vector[field])).map((field) => `no ${field}`);
}

function unknownInConfig({ kind, config }: { kind: Kind; config: object }): readonly string[] {
  if (!KINDS.includes(kind)) return [`kind ${JSON.stringify(kind)}`];
  const trigger = 'trigger' in config ? (config.trigger as Record<string, object>) : {};
  const { early = {}, late = {} } = trigger;
  return [
    ...foreign('config.', config, CONFIG_FIELDS[kind]),
    ...Object.entries(config).flatMap(([field, value]) =>
      unlessWord(`config.${field}`, value, WORDS[field] ?? [value]),
    ),
    ...foreign('config.trigger.', trigger, TRIGGER_FIELDS),
    ...foreign('config.trigger.early.', early, ['count', 'everyProcessingMs']),
    ...foreign('config.trigger.late.', late, ['count']),
  ];
}

function unknownInStep(place: string, step: object): readonly string[] {
  const [lead = 'nothing', ...others] = Object.keys(STEP_FIELDS).filter((name) => name in step);
  if (others.length > 0) return [`${place}${others.join()} beside ${lead}`];
  const event = 'event' in step ? (step.event as object) : {};
  return [
    ...foreign(place, step, [lead, ...(STEP_FIELDS[lead] ?? [])]),
    ...foreign(`${place}event.`, event, EVENT_FIELDS),
  ];
}

function foreign(place: string, given: unknown, known: readonly string[]): readonly string[] {
  return Object.keys(given as object)
    .filter((name) => !known.includes(name))
    .map((name) => `field ${place}${name}`);
}

function unlessWord(place: string, value: unknown, words: readonly unknown[]): readonly string[] {
  return words.includes(value) ? [] : [`${place} ${JSON.stringify(value)}`];
}

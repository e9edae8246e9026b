import type { Kind } from './vector.ts';

const FIRING = [
  'allowedLateness',
  'aggregate',
  'accumulation',
  'trigger',
  'emitEmptyOnTime',
  'onCloseFire',
  'emitOnlyIfChanged',
  'changelog',
  'resultTs',
];
const JOIN = ['type', 'lateRule', 'resultTs'];

/** The fields that the config of each kind of vector may have. */
export const CONFIG_FIELDS: Readonly<Record<Kind, readonly string[]>> = {
  fixed: [...FIRING, 'size', 'offset', 'clampStart', 'timeZone'],
  sliding: [...FIRING, 'size', 'slide', 'offset', 'clampStart', 'timeZone', 'timeDifference'],
  cumulate: [...FIRING, 'size', 'step', 'offset', 'timeZone'],
  session: [...FIRING, 'gap', 'gapMerge', 'retractMerged', 'timeZone'],
  global: FIRING,
  count: ['size', 'slide', 'aggregate', 'accumulation', 'resultTs'],
  watermark: [
    'strategy',
    'maxOutOfOrderness',
    'idleTimeout',
    'inputs',
    'emit',
    'watermarkReactivates',
    'realign',
    'flushMaxOnAllIdle',
  ],
  intervalJoin: [...JOIN, 'lower', 'upper', 'lowerInclusive', 'upperInclusive'],
  windowJoin: [
    ...[...JOIN, 'size', 'slide', 'offset', 'timeZone', 'gap', 'gapMerge'],
    ...['allowedLateness', 'changelog'],
  ],
  temporalJoin: JOIN,
  topN: [
    ...['windowed', 'size', 'slide', 'offset', 'timeZone', 'allowedLateness'],
    ...['rankStart', 'rankEnd', 'order', 'withRank', 'updateBefore', 'changelog', 'stateTtl'],
  ],
  dedupe: [
    ...['windowed', 'size', 'slide', 'offset', 'timeZone', 'allowedLateness'],
    ...['keep', 'stateTtl', 'updateBefore', 'changelog'],
  ],
};

/** The fields of a vector. */
export const VECTOR_FIELDS: readonly string[] = [
  ...['id', 'source', 'kind', 'level', 'features', 'config', 'steps', 'expect', 'late'],
  ...['state', 'ordered', 'paneDerived', 'expectDerived', 'notes'],
];

/** The fields of a configuration that is to be refused or taken. */
export const CASE_FIELDS: readonly string[] = [
  ...['id', 'source', 'kind', 'config', 'dialect', 'expect', 'level', 'features', 'notes'],
];

/** The leading field of each step, with what may stand beside it. */
export const STEP_FIELDS: Readonly<Record<string, readonly string[]>> = {
  event: [],
  watermark: ['side', 'input'],
  end: [],
  checkpoint: [],
  processingTime: [],
  periodic: [],
  idle: [],
  active: [],
  register: [],
  remove: [],
};

/** The fields of an event. */
export const EVENT_FIELDS: readonly string[] = [
  ...['key', 'value', 'ts', 'side', 'gap', 'id', 'n', 'op'],
];

/** The fields of a trigger, and of its parts. */
export const TRIGGER_FIELDS: readonly string[] = [
  ...['early', 'late', 'finishAtOnTime', 'count', 'once'],
  ...['continuousEventTime', 'everyElement', 'onClose'],
];

/** The fields of an expected row. */
export const ROW_FIELDS: readonly string[] = [
  ...['step', 'key', 'start', 'end', 'value', 'ts', 'pane', 'retract', 'side', 'left', 'right'],
  ...['watermark', 'status', 'op', 'id', 'rank', 'n', 'gap'],
];

/** The fields of the `pane` of an expected row. */
export const PANE_FIELDS: readonly string[] = ['timing', 'index', 'nonSpeculativeIndex', 'final'];

/** The values that a field of the config may have, where it is a word. */
export const WORDS: Readonly<Record<string, readonly string[]>> = {
  gapMerge: ['touching', 'overlapping'],
  aggregate: ['count', 'sum', 'min', 'max', 'collect', 'sumCount'],
  accumulation: ['accumulating', 'discarding'],
  onCloseFire: ['never', 'ifNonEmpty', 'always'],
  resultTs: ['windowMax', 'maxEvent', 'minEvent', 'minEventNotLate', 'maxOfBoth'],
  strategy: ['ascending', 'boundedOutOfOrderness', 'min', 'boundedSystemAdvance'],
  emit: ['immediate', 'periodic'],
  lateRule: ['dropBehindWatermark', 'joinCachedElsePad', 'streamTimeRetention', 'none', 'joinLate'],
  type: ['inner', 'left', 'right', 'full', 'semi', 'anti'],
  order: ['asc', 'desc'],
  keep: ['first', 'last'],
};

/** The late rules of other engines, which are not built. */
export const FOREIGN_LATE_RULES: readonly string[] = [
  'joinCachedElsePad',
  'streamTimeRetention',
  'none',
  'joinLate',
];

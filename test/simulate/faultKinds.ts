/** What the parts of a simulated run do that a fault can strike at. */
export type Op =
  | 'step'
  | 'source.read'
  | 'call'
  | 'sink.open'
  | 'sink.write'
  | 'sink.prepare'
  | 'sink.commit'
  | 'sink.close'
  | 'store.list'
  | 'store.read'
  | 'store.create'
  | 'store.write'
  | 'store.sync'
  | 'store.rename'
  | 'store.syncFolder'
  | 'store.remove'
  | 'store.release'
  | 'disk.sync'
  | 'disk.rename';

/** What a fault does to the operation that it strikes at, or to everything. */
export type Effect =
  /** Everything stops before the operation, behind it, or some steps later. */
  | 'crashBefore'
  | 'crashAfter'
  | 'crashSoon'
  /** As a crash; what was not synced is torn, or lost. */
  | 'tear'
  | 'lose'
  /** It fails, and has done nothing; or has done all. */
  | 'error'
  | 'answerLost'
  | 'slow'
  | 'verySlow'
  | 'clockJump'
  | 'stop'
  | 'drain';

export interface FaultRule {
  readonly on: readonly Op[];
  readonly effects: readonly Effect[];
  /** How many of these operations may go well before, at the most. */
  readonly skip: number;
}

const writing: readonly Op[] = [
  'store.create',
  'store.write',
  'store.sync',
  'store.rename',
  'store.syncFolder',
];

/** Faults that strike at an operation. */
export type RuledFault =
  | 'crash at any step'
  | 'crash in a snapshot'
  | 'crash while a checkpoint is written'
  | 'crash while results are committed'
  | 'crash in a restore'
  | 'crash in a close'
  | 'torn write'
  | 'lost unsynced tail'
  | 'disk error'
  | 'error in a restore'
  | 'slow disk'
  | 'clock jump'
  | 'sink error'
  | 'sink answer lost after a commit'
  | 'slow sink'
  | 'source error'
  | 'slow source'
  | 'call error'
  | 'slow call'
  | 'stop'
  | 'drain';

/** Where each of them strikes. */
export const faultRules: Readonly<Record<RuledFault, FaultRule>> = {
  'crash at any step': { on: ['step'], effects: ['crashBefore'], skip: 300 },
  'crash in a snapshot': { on: ['sink.prepare'], effects: ['crashBefore', 'crashSoon'], skip: 12 },
  'crash while a checkpoint is written': {
    on: [...writing, 'store.remove'],
    effects: ['crashBefore', 'crashAfter'],
    skip: 30,
  },
  'crash while results are committed': {
    on: ['sink.commit'],
    effects: ['crashBefore', 'crashAfter', 'crashSoon'],
    skip: 8,
  },
  'crash in a restore': {
    on: ['store.list', 'store.read', 'sink.open'],
    effects: ['crashBefore', 'crashSoon'],
    skip: 3,
  },
  'crash in a close': {
    on: ['sink.close', 'store.release'],
    effects: ['crashBefore', 'crashAfter'],
    skip: 1,
  },
  'torn write': { on: [...writing, 'disk.sync', 'sink.commit'], effects: ['tear'], skip: 20 },
  'lost unsynced tail': {
    on: [...writing, 'disk.sync', 'sink.commit'],
    effects: ['lose'],
    skip: 20,
  },
  'disk error': { on: writing, effects: ['error'], skip: 20 },
  'error in a restore': {
    on: ['store.list', 'store.read', 'sink.open'],
    effects: ['error'],
    skip: 2,
  },
  'slow disk': { on: writing, effects: ['slow'], skip: 20 },
  'clock jump': { on: ['step'], effects: ['clockJump'], skip: 200 },
  'sink error': {
    on: ['sink.write', 'sink.prepare', 'sink.commit'],
    effects: ['error'],
    skip: 15,
  },
  'sink answer lost after a commit': { on: ['sink.commit'], effects: ['answerLost'], skip: 6 },
  'slow sink': { on: ['sink.write', 'sink.prepare', 'sink.commit'], effects: ['slow'], skip: 15 },
  'source error': { on: ['source.read'], effects: ['error'], skip: 20 },
  'slow source': { on: ['source.read'], effects: ['slow'], skip: 20 },
  'call error': { on: ['call'], effects: ['error'], skip: 40 },
  'slow call': { on: ['call'], effects: ['verySlow'], skip: 40 },
  stop: { on: ['step'], effects: ['stop'], skip: 300 },
  drain: { on: ['step'], effects: ['drain'], skip: 300 },
};

/** Those that strike elsewhere: in what comes from the sources, at what lies on the disk, at checkpoints. */
export type FaultKind =
  | RuledFault
  | 'bit flip'
  | 'checkpoint given up by its time-out'
  | 'duplicate'
  | 'reorder'
  | 'late';

/** All faults, in the order in which they are told. */
export const faultKinds: readonly FaultKind[] = [
  ...(Object.keys(faultRules) as RuledFault[]),
  'bit flip',
  'checkpoint given up by its time-out',
  'duplicate',
  'reorder',
  'late',
];

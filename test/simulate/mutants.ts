/** A bug that is planted in the built engine: a text that stands there once, and what takes its place. */
export interface Mutant {
  readonly room: string;
  readonly name: string;
  /** The file, below the folder of the build. */
  readonly file: string;
  readonly text: string;
  readonly instead: string;
  /** A test that has to find it, where the simulation does not run the code (default: the simulation). */
  readonly test?: string;
}

const keyed = 'operators/keyed';
const windows = 'operators/windows';
const joins = 'operators/joins';
const kernel = 'operators/kernel';
const feedTest = 'test/src/feed/feedCheckpoints.test.js';

/** The planted bugs: to have another one tried, add it. */
export const mutants: readonly Mutant[] = [
  {
    room: 'watermark',
    name: 'the watermark of a source is not restored',
    file: 'operators/time/entryClock.js',
    text: 'this.#largest = largest;\n        this.watermark = watermark;\n    }',
    instead: '}',
  },
  {
    room: 'watermark',
    name: 'the bound of disorder is 1 ms too small',
    file: 'operators/time/entryClock.js',
    text: 'const slack = this.#outOfOrderness + 1;\n        let largest',
    instead: 'const slack = this.#outOfOrderness;\n        let largest',
  },
  {
    room: 'watermark',
    name: 'the watermark of a union is that of any input',
    file: `${kernel}/unionWatermark.js`,
    text: 'counts(clock) && clock.watermark < smallest)',
    instead: 'counts(clock) && clock.watermark > -Infinity)',
  },
  {
    room: 'window edge',
    name: 'a window is taken to be over 1 ms late',
    file: `${windows}/grid.js`,
    text: 'watermark + 1 - grid.size',
    instead: 'watermark - grid.size',
  },
  {
    room: 'window edge',
    name: 'the modulo is wrong below zero',
    file: `${windows}/grid.js`,
    text: 'beyond < 0 ? beyond + every : beyond',
    instead: 'beyond',
  },
  {
    room: 'late rule',
    name: 'a session takes an event that is late by nothing',
    file: `${windows}/sessionLogic.js`,
    text: 'met.length === 0 && behind >= 0',
    instead: 'met.length === 0 && behind > 0',
  },
  {
    room: 'late rule',
    name: 'sorting gives up an event that is in time',
    file: `${keyed}/sortLogic.js`,
    text: 'if (behind < 0)',
    instead: 'if (behind < -1)',
  },
  {
    room: 'session merge',
    name: 'a merged session begins where its first part does',
    file: `${windows}/sessionLogic.js`,
    text: 'into.start = Math.min(into.start, other.start);',
    instead: '',
  },
  {
    room: 'session merge',
    name: 'sessions that touch are one',
    file: `${windows}/sessionMap.js`,
    text: 'return timestamp < end + this.#slack;',
    instead: 'return timestamp <= end + this.#slack;',
  },
  {
    room: 'session merge',
    name: 'the events of a merged session are forgotten',
    file: `${windows}/sessionLogic.js`,
    text: 'this.#table.merge(into.row, other.row);',
    instead: '',
  },
  {
    room: 'join clean-up',
    name: 'a row is not kept that is needed for 12 ms',
    file: `${joins}/intervalLogic.js`,
    text: 'until > this.#watermark)',
    instead: 'until > this.#watermark + 12)',
  },
  {
    room: 'join clean-up',
    name: 'the version that holds is dropped with the older ones',
    file: `${joins}/asOfLogic.js`,
    text: 'const useless = holding.row === undefined',
    instead: 'const useless = holding.used || holding.row === undefined',
  },
  {
    room: 'join clean-up',
    name: 'windows of a join are forgotten before they fire',
    file: `${joins}/windowJoinLogic.js`,
    text: 'if (first - 1 > watermark)\n                break;\n            this.#ends.pop();',
    instead:
      'if (first - 1 > watermark + 1)\n                break;\n            this.#ends.pop();',
  },
  {
    room: 'timer',
    name: 'a deleted timer goes off',
    file: `${keyed}/timers.js`,
    text: 'timer.active = false;',
    instead: '',
  },
  {
    room: 'timer',
    name: 'timers are not restored',
    file: `${keyed}/processLogic.js`,
    text: 'this.#timers[clock].set(this.#keys.get(key), time);',
    instead: '',
  },
  {
    room: 'timer',
    name: 'an earlier timer does not wake its operator',
    file: `${keyed}/timers.js`,
    text: 'if (time < this.#next)\n            this.#next = time;',
    instead: 'if (this.#next === Infinity)\n            this.#next = time;',
  },
  {
    room: 'snapshot',
    name: 'a session that has fired is not in the next changes',
    file: `${windows}/sessionLogic.js`,
    text: 'this.#changes?.touch(session.row);\n        this.#context.output.raise',
    instead: 'this.#context.output.raise',
  },
  {
    room: 'snapshot',
    name: 'events that wait in a union are not saved',
    file: `${kernel}/unionRunner.js`,
    text: '...(waiting && { waiting })',
    instead: '',
  },
  {
    room: 'snapshot',
    name: 'what changed in keyed state is not told',
    file: `${keyed}/processLogic.js`,
    text: 'this.#changes?.touch(kept);\n        if (timestamp',
    instead: 'if (timestamp',
  },
  {
    room: 'restore',
    name: 'sessions that have fired fire again',
    file: `${windows}/sessionLogic.js`,
    text: 'created: order, passed, panes, standing }',
    instead: 'created: order, passed: false, panes, standing }',
  },
  {
    room: 'restore',
    name: 'the oldest checkpoint is restored',
    file: 'src/checkpoint/restoreNewest.js',
    text: 'stored.toReversed()',
    instead: 'stored',
  },
  {
    room: 'restore',
    name: 'a damaged checkpoint is taken for whole',
    file: 'src/checkpoint/frame.js',
    text: '!== sum ||',
    instead: '!== sum && false ||',
  },
  {
    room: 'barrier alignment',
    name: 'an input that has shown the barrier goes on',
    file: `${kernel}/unionRunner.js`,
    text: 'if (this.#inputAt(input).barrier === undefined)\n            this.#process',
    instead: 'if (true)\n            this.#process',
  },
  {
    room: 'barrier alignment',
    name: 'the first barrier goes on alone',
    file: `${kernel}/unionRunner.js`,
    text: 'barrier === undefined || open.some((input) => input.barrier === undefined)',
    instead: 'barrier === undefined',
  },
  {
    room: 'source position',
    name: 'the position is stored before the state',
    file: 'src/sources/pullLoop.js',
    text: 'this.#mark(barrier);',
    instead: 'this.#runtime.soon(() => this.#runtime.soon(() => this.#mark(barrier)));',
  },
  {
    room: 'source position',
    name: 'what was given since a place is forgotten',
    file: 'src/sources/pullLoop.js',
    text: 'at: place.at, given: count,',
    instead: 'at: place.at, given: 0,',
  },
  {
    room: 'source position',
    name: 'what is left out is counted once more',
    file: 'src/sources/pullLoop.js',
    text: 'given + count - skipped',
    instead: 'given + count',
  },
  {
    room: 'sink commit',
    name: 'results are committed before the checkpoint is stored',
    file: 'src/graph/sinkRunner.js',
    text: 'collector.whenStored(() => this.#commit(part, rows));',
    instead: 'this.#commit(part, rows);',
  },
  {
    room: 'sink commit',
    name: 'a checkpoint counts before it is synced',
    file: 'src/checkpoint/fileStore.js',
    text: 'await handle.sync();',
    instead: '',
  },
  {
    room: 'sink commit',
    name: 'rows before a barrier are written behind it',
    file: 'src/graph/sinkRunner.js',
    text: 'prepareAt({ id, collector }) {\n        this.#takeRows();',
    instead: 'prepareAt({ id, collector }) {',
  },
  {
    room: 'sink commit',
    name: 'what a checkpoint had that was given up is not in the next',
    file: 'src/sinks/ownSink.js',
    text: 'batches: [...this.#waiting] }',
    instead: 'batches: this.#waiting.slice(-1) }',
  },
  {
    room: 'feed offset',
    name: 'a feed shows what no stored checkpoint covers',
    file: 'src/feed/feedCheckpoints.js',
    text: 'collector.whenStored(() => {\n            store.begun();\n            store.committed?.commit(offset, watermark);\n        });',
    instead: 'store.begun();\n        store.committed?.commit(offset, watermark);',
    test: feedTest,
  },
  {
    room: 'feed offset',
    name: 'a feed keeps what came after the checkpoint',
    file: 'src/feed/feedCheckpoints.js',
    text: 'store.cut(place.offset);',
    instead: '',
    test: feedTest,
  },
  {
    room: 'feed offset',
    name: 'the saved offset is one too high',
    file: 'src/feed/feedCheckpoints.js',
    text: 'const part = { epoch, former, offset,',
    instead: 'const part = { epoch, former, offset: offset + 1,',
    test: feedTest,
  },
];

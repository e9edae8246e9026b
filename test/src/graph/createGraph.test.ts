import { finalize, Observable, Subject, take } from 'rxjs';
import {
  eventTime,
  fixedWindow,
  fromArray,
  count,
  lateTo,
  SideOutput,
  StreamError,
  values,
} from '../../../operators/index.ts';
import type { Late, Pane, Stream, StreamOperator } from '../../../operators/index.ts';
import { mapEach } from '../../../operators/flow/index.ts';
import { union } from '../../../operators/kernel/index.ts';
import { createGraph } from '../../../src/graph/index.ts';
import type { Stage } from '../../../src/graph/index.ts';
import { ManualRuntime } from '../../../src/runtime/index.ts';
import * as assert from '../../support/assert.ts';
import { suite } from '../../support/suite.ts';

const test = suite('createGraph');

const clock = eventTime<number>({ timestamp: (at) => at, outOfOrderness: 0 });
const numbers = (...list: readonly number[]): Stream<number> =>
  fromArray(list, { chunkSize: 2 }).pipe(clock);
function per10(
  output?: SideOutput<Late<number>>,
): StreamOperator<number, Pane<undefined, { n: number }>> {
  const late = output === undefined ? 'drop' : lateTo(output);
  return fixedWindow({ size: 10, late, aggregate: { n: count() } });
}

function gathered<T>(stage: Stage<T>): T[] {
  const list: T[] = [];
  stage.stream
    .pipe(values())
    .subscribe({ next: (value) => list.push(value), error: () => undefined });
  return list;
}

test('both branches of a diamond see everything that a synchronous source gives', async () => {
  const graph = createGraph('diamond');
  let subscriptions = 0;
  const once = new Observable<number>((subscriber) => {
    subscriptions += 1;
    return fromArray([1, 2, 3]).subscribe(subscriber);
  });
  const source = graph.source('numbers', once.pipe(clock));
  const left = graph.stage('left', source, (input) => input.pipe(mapEach((n) => n * 10)));
  const right = graph.stage('right', source, (input) => input.pipe(mapEach((n) => n * 100)));
  const joined = graph.stage('joined', [left, right], (a, b) => union([a, b]));
  const [seen, before] = [gathered(joined), gathered(source)];
  assert.is(subscriptions, 0);
  await graph.run().finished;
  assert.equal(
    seen.toSorted((a, b) => a - b),
    [10, 20, 30, 100, 200, 300],
  );
  assert.equal(before, [1, 2, 3]);
  assert.is(subscriptions, 1);
});

test('connects the sources in the order in which they were added, after all stages', async () => {
  const graph = createGraph('order');
  const log: string[] = [];
  const source = (name: string): Stream<number> =>
    new Observable<number>((subscriber) => {
      log.push(name);
      return fromArray([1]).subscribe(subscriber);
    }).pipe(clock);
  const first = graph.source('first', source('first'));
  graph.stage('between', first, (input) => input.pipe(subscribing(() => log.push('between'))));
  graph.source('second', source('second'));
  await graph.run().finished;
  assert.equal(log, ['between', 'first', 'second']);
});

function subscribing<T>(act: () => void): (source: Observable<T>) => Observable<T> {
  return (source) =>
    new Observable((subscriber) => {
      act();
      return source.subscribe(subscriber);
    });
}

test('a port is a stage of its own', async () => {
  const graph = createGraph('ports');
  const output = new SideOutput<Late<number>>();
  const source = graph.source('numbers', numbers(1, 25, 2, 3));
  const counts = graph.stage('counts', source, (input) => input.pipe(per10(output)));
  const late = graph.port(counts, 'late', output);
  const behind = graph.stage('behind', late, (input) => input.pipe(mapEach(({ value }) => value)));
  const seen = gathered(behind);
  assert.is(late.name, 'counts.late');
  await graph.run().finished;
  assert.equal(seen, [2, 3]);
});

test('a port ends with its stage, also when the operator behind it was left early', async () => {
  const graph = createGraph('ports');
  const output = new SideOutput<Late<number>>();
  const source = graph.source('numbers', numbers(1, 25, 2, 3));
  const counts = graph.stage('counts', source, (input) => input.pipe(per10(output), take(1)));
  const late = graph.port(counts, 'late', output);
  graph.stage('behind', late, (input) => input.pipe(mapEach(({ value }) => value)));
  await graph.run().finished;
});

test('counts what goes in, comes out, is late, held and fired', async () => {
  const graph = createGraph('counting', { runtime: new ManualRuntime() });
  const output = new SideOutput<Late<number>>();
  const entry = eventTime<number>({ timestamp: (at) => at, outOfOrderness: 0, invalid: 'drop' });
  const input = [1, 2, Number.NaN, 25, 3, 26, 41];
  const source = graph.source('numbers', fromArray(input, { chunkSize: 3 }).pipe(entry));
  const counts = graph.stage('counts', source, (stream) => stream.pipe(per10(output)));
  graph.port(counts, 'late', output);
  graph.stage('twice', source, (stream) => union([stream.pipe(mapEach((n) => n)), stream]));
  await graph.run().finished;
  const nothing = { dropped: 0, quarantined: 0, unassigned: 0, corrections: 0 };
  const times = { busyMs: 0, idleMs: 0, backPressuredMs: 0, pausingMs: 0, state: 'idle' } as const;
  const rest = { ...nothing, stateSize: 0, queueDepth: 0, watermark: Infinity, ...times };
  const none = { late: 0, invalid: 0, failed: 0, onTime: 0, ...rest };
  assert.equal(graph.stats(), [
    { ...none, name: 'numbers', in: 7, out: 6, invalid: 1 },
    { ...none, name: 'counts', in: 6, out: 3, late: 1, onTime: 3 },
    { ...none, name: 'counts.late', in: 1, out: 1 },
    { ...none, name: 'twice', in: 6, out: 12 },
  ]);
});

test('tells the state and the watermark while it runs', () => {
  const graph = createGraph('running');
  const subject = new Subject<number>();
  const source = graph.source('numbers', subject.pipe(clock));
  graph.stage('counts', source, (input) => input.pipe(per10()));
  graph.run();
  subject.next(5);
  const [, counts] = graph.stats();
  assert.is(counts?.watermark, 4);
  assert.ok((counts?.stateSize ?? 0) > 0);
});

test('counts the time of a stage without that of the stages behind it', () => {
  const runtime = new ManualRuntime();
  const graph = createGraph('busy', { runtime });
  const subject = new Subject<number>();
  const work = (ms: number) =>
    mapEach<number, number>((n) => {
      runtime.advance(ms);
      return n;
    });
  const source = graph.source('numbers', subject.pipe(clock));
  const first = graph.stage('first', source, (input) => input.pipe(work(3)));
  const second = graph.stage('second', first, (input) => input.pipe(work(20)));
  second.stream.subscribe(() => runtime.advance(100));
  graph.run();
  subject.next(1);
  subject.next(2);
  assert.equal(
    graph.stats().map(({ busyMs }) => busyMs),
    [0, 6, 40],
  );
});

test('an error stops everything and names the stage', async () => {
  const graph = createGraph('failing');
  const subject = new Subject<number>();
  let left = 0;
  const stream = subject.pipe(
    finalize(() => (left += 1)),
    clock,
  );
  const source = graph.source('numbers', stream);
  const cause = new Error('no such key');
  const bad = graph.stage('bad', source, (input) =>
    input.pipe(
      mapEach((n) => {
        if (n === 2) throw cause;
        return n;
      }),
    ),
  );
  const errors: unknown[] = [];
  const seen: number[] = [];
  bad.stream
    .pipe(values())
    .subscribe({ next: (n) => seen.push(n), error: (error) => errors.push(error) });
  source.stream.subscribe({ error: (error) => errors.push(error) });
  const run = graph.run();
  subject.next(1);
  subject.next(2);
  const text =
    "graph 'failing': stage 'bad' failed: mapEach: a function given to it threw Error: no such key";
  await assert.rejectsCode(run.finished, 'MILLRACE_CALLBACK', text);
  const error = await run.finished.catch((failure: unknown) => failure);
  assert.is(((error as Error).cause as Error).cause, cause);
  assert.equal(errors, [error, error]);
  assert.equal(seen, [1]);
  assert.is(left, 1);
});

test('an error of a source without a code gets the code of a failed stage', async () => {
  const graph = createGraph('failing');
  const subject = new Subject<number>();
  graph.source('numbers', subject.pipe(clock));
  const run = graph.run();
  const cause = new TypeError('gone');
  subject.error(cause);
  await assert.rejectsCode(run.finished, 'MILLRACE_STAGE_FAILED', "stage 'numbers' failed: gone");
  assert.is(((await run.finished.catch((error: unknown) => error)) as Error).cause, cause);
});

test('an error of an operator with a port names the stage, not the port', async () => {
  const graph = createGraph('failing');
  const output = new SideOutput<Late<number>>();
  const subject = new Subject<number>();
  const source = graph.source('numbers', subject.pipe(clock));
  const counts = graph.stage('counts', source, (input) => input.pipe(per10(output)));
  graph.port(counts, 'late', output);
  const run = graph.run();
  subject.error(new StreamError('MILLRACE_LATE', 'from above'));
  await assert.rejectsCode(run.finished, 'MILLRACE_LATE', "stage 'numbers' failed: from above");

  const other = createGraph('failing');
  const side = new SideOutput<Late<number>>();
  const bad = other.stage('bad', other.source('numbers', numbers(1)), (input) =>
    input.pipe(
      mapEach((n): number => {
        throw new Error(`no ${n}`);
      }),
      per10(side),
    ),
  );
  other.port(bad, 'late', side);
  await assert.rejectsCode(other.run().finished, 'MILLRACE_CALLBACK', "stage 'bad' failed");
});

test('a failing source keeps those after it from being connected', async () => {
  const graph = createGraph('failing');
  let connected = 0;
  const broken = new Observable<number>((subscriber) => subscriber.error(new Error('broken')));
  graph.source('first', broken.pipe(clock));
  graph.source('second', new Observable<number>(() => void (connected += 1)).pipe(clock));
  await assert.rejectsCode(graph.run().finished, 'MILLRACE_STAGE_FAILED', "'first'");
  assert.is(connected, 0);
});

test('stop leaves the sources, fires nothing, and finishes', async () => {
  const graph = createGraph('stopping');
  const subject = new Subject<number>();
  const source = graph.source('numbers', subject.pipe(clock));
  const counts = graph.stage('counts', source, (input) => input.pipe(per10()));
  let completed = false;
  const seen = gathered(counts);
  counts.stream.subscribe({ complete: () => (completed = true) });
  const run = graph.run();
  subject.next(1);
  run.stop();
  run.stop();
  await run.finished;
  assert.is(subject.observed, false);
  assert.equal(seen, []);
  assert.is(completed, false);
});

test('a consumer that leaves early does not stop the others', async () => {
  const graph = createGraph('leaving');
  const source = graph.source('numbers', numbers(1, 2, 3, 4));
  const brief = graph.stage('brief', source, (input) => input.pipe(take(1)));
  const whole = graph.stage('whole', source, (input) => input.pipe(mapEach((n) => n)));
  const lists = [gathered(brief), gathered(whole)];
  source.stream.pipe(take(1)).subscribe();
  await graph.run().finished;
  assert.equal(lists, [
    [1, 2],
    [1, 2, 3, 4],
  ]);
});

test('refuses names that are empty, taken or hold a slash', () => {
  const graph = createGraph('names');
  const source = graph.source('numbers', numbers());
  const add = (name: string) => () => graph.stage(name, source, (input) => input);
  assert.throwsCode(
    add(''),
    'MILLRACE_GRAPH',
    "graph 'names': a stage needs a name that is not empty, got ''",
  );
  assert.throwsCode(add('numbers'), 'MILLRACE_GRAPH', "the name 'numbers' is taken");
  assert.throwsCode(add('a/b'), 'MILLRACE_GRAPH', "holds a '/'");
  const output = new SideOutput<number>();
  graph.port(source, 'late', output);
  assert.throwsCode(
    () => graph.port(source, 'late', output),
    'MILLRACE_GRAPH',
    "'numbers.late' is taken",
  );
  assert.throwsCode(() => graph.port(source, '', output), 'MILLRACE_GRAPH', 'not empty');
  assert.throwsCode(() => createGraph(''), 'MILLRACE_ARGUMENT_TYPE', 'createGraph: name');
});

test('refuses stages of another graph, and what is none', () => {
  const graph = createGraph('mine');
  const foreign = createGraph('other').source('numbers', numbers());
  const take1 = (stage: unknown) => () =>
    graph.stage('mine', stage as Stage<number>, (input) => input);
  assert.throwsCode(
    take1(foreign),
    'MILLRACE_GRAPH',
    "'mine' takes 'numbers' as its input, which is no stage",
  );
  assert.throwsCode(take1(undefined), 'MILLRACE_GRAPH', "'mine' takes undefined as its input");
  const output = new SideOutput<number>();
  assert.throwsCode(
    () => graph.port(foreign, 'late', output),
    'MILLRACE_GRAPH',
    'no stage of this graph',
  );
});

test('refuses arguments of the wrong type', () => {
  const graph = createGraph('types');
  const source = graph.source('numbers', numbers());
  const none = undefined as never;
  assert.throwsCode(
    () => graph.source('a', none),
    'MILLRACE_ARGUMENT_TYPE',
    'graph.source: stream',
  );
  assert.throwsCode(
    () => graph.stage('a', source, none),
    'MILLRACE_ARGUMENT_TYPE',
    'graph.stage: build',
  );
  assert.throwsCode(
    () => graph.stage('a', source, () => none),
    'MILLRACE_ARGUMENT_TYPE',
    "a stream for 'a'",
  );
  assert.throwsCode(
    () => graph.port(source, 'a', none),
    'MILLRACE_ARGUMENT_TYPE',
    'graph.port: output',
  );
});

test('runs once, takes nothing more then, and needs a source', () => {
  const graph = createGraph('once');
  assert.throwsCode(() => graph.run(), 'MILLRACE_GRAPH', "graph 'once': it has no source");
  graph.source('numbers', numbers());
  graph.run();
  assert.throwsCode(() => graph.run(), 'MILLRACE_GRAPH', 'it has been run already');
  assert.throwsCode(
    () => graph.source('more', numbers()),
    'MILLRACE_GRAPH',
    "'more' cannot be added after run()",
  );
});

test('refuses two operators of one stage that would save their state under one name', () => {
  const graph = createGraph('twins');
  const source = graph.source('numbers', numbers());
  graph.stage('once', source, (input) => input.pipe(per10()));
  graph.stage('twice', source, (input) => union([input.pipe(per10()), input.pipe(per10())]));
  const text =
    "graph 'twins': stage 'twice' has two operators (fixedWindow and fixedWindow) that save their state as 'fixedWindow'";
  assert.throwsCode(() => graph.run(), 'MILLRACE_DUPLICATE_NAME', text);
});

test('refuses a stage that uses another one without naming it', () => {
  const graph = createGraph('hidden');
  const first = graph.source('first', numbers());
  const second = graph.source('second', numbers());
  graph.stage('both', first, (input) => union([input, second.stream]));
  const text = "stage 'both' uses the stream of 'second' without naming it as an input";
  assert.throwsCode(() => graph.run(), 'MILLRACE_GRAPH', text);
});

test.run();

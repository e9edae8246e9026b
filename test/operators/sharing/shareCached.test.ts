import { finalize, Observable, of, shareReplay, Subject, take, VirtualTimeScheduler } from 'rxjs';
import type { MonoTypeOperatorFunction, SchedulerLike } from 'rxjs';
import { shareCached } from '../../../operators/sharing/index.ts';
import * as assert from '../../support/assert.ts';
import { marbles } from '../../support/marbles.ts';
import { suite } from '../../support/suite.ts';

const test = suite('shareCached');

type Build = (scheduler?: SchedulerLike) => MonoTypeOperatorFunction<string>;

/** Ours and that of RxJS with the same meaning; both keep two values for 4 ms. */
const forever: readonly Build[] = [
  (scheduler) =>
    shareCached({ limit: 2, timeToLive: 4, keepAlive: 'forever', ...clock(scheduler) }),
  (scheduler) =>
    shareReplay({ bufferSize: 2, windowTime: 4, refCount: false, ...clock(scheduler) }),
];
const whileSubscribed: readonly Build[] = [
  (scheduler) =>
    shareCached({ limit: 2, timeToLive: 4, keepAlive: 'whileSubscribed', ...clock(scheduler) }),
  (scheduler) => shareReplay({ bufferSize: 2, windowTime: 4, refCount: true, ...clock(scheduler) }),
];

function clock(scheduler: SchedulerLike | undefined): { readonly scheduler?: SchedulerLike } {
  return scheduler === undefined ? {} : { scheduler };
}

interface Timeline {
  readonly source: string;
  /** When each subscriber comes and leaves, and what it sees. */
  readonly subscribers: readonly (readonly [life: string, sees: string])[];
  /** When the source is subscribed to. */
  readonly connections: string | string[];
}

function agree(builds: readonly Build[], { source, subscribers, connections }: Timeline): void {
  for (const build of builds) {
    marbles(({ cold, expectObservable, expectSubscriptions, scheduler }) => {
      const origin = cold(source);
      const shared = origin.pipe(build(scheduler));
      for (const [life, sees] of subscribers) expectObservable(shared, life).toBe(sees);
      expectSubscriptions(origin.subscriptions).toBe(connections);
    });
  }
}

// values and time

test('subscribes to the source once, and gives later subscribers the latest values in their time', () => {
  agree([...forever, ...whileSubscribed], {
    source: '     a-bc------d--|',
    subscribers: [
      ['          ^-------------', 'a-bc------d--|'],
      ['          ----^---------', '----(bc)--d--|'],
      ['          ------^-------', '------c---d--|'],
      ['          -------^------', '----------d--|'],
    ],
    connections: '^------------!',
  });
});

test('keeps a value without a time to live as long as it is among the latest', () => {
  marbles(({ cold, expectObservable }) => {
    const shared = cold('ab------|').pipe(shareCached({ limit: 1, keepAlive: 'forever' }));
    expectObservable(shared).toBe('ab------|');
    expectObservable(shared, '------^').toBe('------b-|');
  });
});

// life time

test('keeps source and values while somebody is subscribed, and begins anew after the last one left', () => {
  agree(whileSubscribed, {
    source: '     a-b-c-d-|',
    subscribers: [
      ['          ^--!          ', 'a-b'],
      ['          -----^---------', '-----a-b-c-d-|'],
    ],
    connections: ['^--!', '-----^-------!'],
  });
});

test('keeps source and values for ever when told so, and gives them to who comes next', () => {
  agree(forever, {
    source: '     a-b-c-d----|',
    subscribers: [
      ['          ^--!        ', 'a-b'],
      ['          -------^----', '-------(cd)|'],
    ],
    connections: '^----------!',
  });
});

test('gives the values still in their time and the completion to who comes after the end', () => {
  agree([...forever, ...whileSubscribed], {
    source: '     a-b-c|',
    subscribers: [
      ['          ^-------', 'a-b-c|'],
      ['          -------^', '-------(c|)'],
      ['          ---------^', '---------|'],
    ],
    connections: '^----!',
  });
});

// errors

test('passes an error to all, and begins anew for who comes after it', () => {
  agree([...forever, ...whileSubscribed], {
    source: '     a-b---#',
    subscribers: [
      ['          ^-------------', 'a-b---#'],
      ['          -----^--------', '-----b#'],
      ['          --------^-----', '--------a-b---#'],
    ],
    connections: ['^-----!', '--------^-----!'],
  });
});

test('gives the kept values and the error to who comes later when it does not reset on errors', () => {
  agree(
    [
      (scheduler) =>
        shareCached({ limit: 2, keepAlive: 'forever', resetOnError: false, ...clock(scheduler) }),
    ],
    {
      source: '     a-b-#',
      subscribers: [
        ['          ^-------', 'a-b-#'],
        ['          ------^-', '------(ab#)'],
      ],
      connections: '^---!',
    },
  );
});

test('begins anew after the end when it resets on completion', () => {
  agree(
    [
      (scheduler) =>
        shareCached({ limit: 2, keepAlive: 'forever', resetOnComplete: true, ...clock(scheduler) }),
    ],
    {
      source: '     a-|',
      subscribers: [
        ['          ^-------', 'a-|'],
        ['          ----^---', '----a-|'],
      ],
      connections: ['^-!', '----^-!'],
    },
  );
});

// synchronous sources, re-entrancy, bounds

test('stops a synchronous source when its only subscriber has enough, if it does not live for ever', () => {
  for (const build of whileSubscribed) {
    let made = 0;
    let cleaned = 0;
    const endless = new Observable<string>((subscriber) => {
      while (!subscriber.closed && made < 1_000) subscriber.next(String(++made));
    });
    endless
      .pipe(
        finalize(() => (cleaned += 1)),
        build(new VirtualTimeScheduler()),
        take(1),
      )
      .subscribe();
    assert.equal([made, cleaned], [1, 1]);
  }
});

test('gives a synchronous source whole to the first subscriber, and its last values to the second', () => {
  for (const build of [...forever, ...whileSubscribed]) {
    const seen: string[] = [];
    const shared = of('a', 'b', 'c').pipe(build(new VirtualTimeScheduler()));
    shared.subscribe((value) => seen.push(value));
    shared.subscribe((value) => seen.push(value.toUpperCase()));
    assert.is(seen.join(''), 'abcBC');
  }
});

test('gives what a subscriber feeds back to all, like RxJS', () => {
  const run = (build: Build): string => {
    const source = new Subject<string>();
    const seen: string[] = [];
    const shared = source.pipe(build(new VirtualTimeScheduler()));
    shared.subscribe((value) => {
      seen.push(value);
      if (value === 'a') source.next('b');
      if (value === 'b') shared.subscribe((late) => seen.push(`late ${late}`));
    });
    source.next('a');
    source.next('c');
    return seen.join(', ');
  };
  const [ours, theirs] = forever.map(run);
  assert.is(ours, theirs);
  assert.is(ours, 'a, b, late a, late b, c, late c');
});

test('keeps no timer for values that wait for their time to be over', () => {
  marbles(({ scheduler }) => {
    const source = new Subject<string>();
    const shared = source.pipe(
      shareCached({ limit: 2, timeToLive: 4, keepAlive: 'forever', scheduler }),
    );
    shared.subscribe();
    source.next('a');
    assert.is(scheduler.actions.length, 0);
  });
});

// arguments

test('refuses a config without a bound, or without a choice of its life time, when it is called', () => {
  const refused = (config: object, code: string, text: string): void =>
    assert.throwsCode(() => shareCached(config as never), code, text);
  refused(
    { keepAlive: 'forever' },
    'MILLRACE_ARGUMENT_TYPE',
    'shareCached: limit: expected a whole number of at least 1',
  );
  refused(
    { limit: Infinity, keepAlive: 'forever' },
    'MILLRACE_ARGUMENT_RANGE',
    'shareCached: limit: expected a whole number',
  );
  refused(
    { limit: 1 },
    'MILLRACE_ARGUMENT_TYPE',
    "shareCached: keepAlive: expected 'whileSubscribed' or 'forever', got undefined",
  );
  const forNothing = { limit: 1, keepAlive: 'forever', timeToLive: 0 };
  refused(
    forNothing,
    'MILLRACE_ARGUMENT_RANGE',
    'shareCached: timeToLive: expected a positive duration',
  );
});

test.run();

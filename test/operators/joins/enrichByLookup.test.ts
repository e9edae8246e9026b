import { concat, from, map, NEVER } from 'rxjs';
import type { TestScheduler } from 'rxjs/testing';
import { flatMapEach } from '../../../operators/flow/index.ts';
import type { Failed } from '../../../operators/flow/index.ts';
import { enrichByLookup } from '../../../operators/joins/index.ts';
import type { EnrichByLookupConfig } from '../../../operators/joins/index.ts';
import { operatorsBehind, SideOutput } from '../../../operators/kernel/index.ts';
import type { Chunk } from '../../../operators/kernel/index.ts';
import { values } from '../../../operators/time/index.ts';
import * as assert from '../../support/assert.ts';
import {
  chunkOf,
  collect,
  cutEvents,
  frozen,
  positions,
  randomFrom,
} from '../../support/chunks.ts';
import { marbles } from '../../support/marbles.ts';
import { operatorContract } from '../../support/operatorContract.ts';
import { suite } from '../../support/suite.ts';
import { laterAnswer } from '../flow/laterAnswer.ts';

const test = suite('enrichByLookup');

operatorContract(test, {
  build: () =>
    enrichByLookup({
      key: (value: number) => value,
      lookup: (value) => value,
      cache: { size: 2, timeToLive: 1 },
    }),
});

type Config = Partial<EnrichByLookupConfig<string, string, string, 'left', string>>;

const letter = (value: string): Chunk<string> => chunkOf([[value, 1]], { before: 0, watermark: 0 });
const cache = { size: 10, timeToLive: 100 };

/** Events are letters, small or large, with one key. The row of `b` is there sooner, `x` has none. */
function enriching(
  config: Config,
  check: (run: {
    scheduler: TestScheduler;
    calls: string[];
    through: (source: string, expected: string, results: Record<string, string>) => void;
  }) => void,
): void {
  marbles(({ cold, expectObservable, scheduler }) => {
    const calls: string[] = [];
    const operator = enrichByLookup({
      key: (event: string) => event.toLowerCase(),
      lookup: (key) => {
        calls.push(`${key}${scheduler.now()}`);
        const row = key === 'x' ? undefined : `row ${key}`;
        return laterAnswer(scheduler, key === 'b' ? 2 : 5, () => row);
      },
      cache,
      type: 'left',
      project: (event, row) => `${event}:${row}`,
      scheduler,
      ...config,
    });
    const through = (source: string, expected: string, results: Record<string, string>): void => {
      const letters = cold(source).pipe(map(letter));
      expectObservable(letters.pipe(operator, values())).toBe(expected, results);
    };
    check({ scheduler, calls, through });
    scheduler.flush();
  });
}

const rows = { a: 'a:row a', b: 'b:row b', A: 'A:row a', x: 'x:undefined', c: 'c:row c' };

// values

test('looks a key up once for all events that wait for it, and remembers the answer', () => {
  enriching({}, ({ scheduler, calls, through }) => {
    through('aAb--------a---|', '-----(aAb)-a---|', rows);
    scheduler.flush();
    assert.equal(calls, ['a0', 'b2']);
  });
});

test('lets answers overtake each other where that is asked for', () => {
  enriching({ ordered: false }, ({ through }) => {
    through('ab---------|', '---b-a-----|', rows);
  });
});

test('looks a key up again when the time of its answer is over', () => {
  enriching({ cache: { size: 10, timeToLive: 6 } }, ({ scheduler, calls, through }) => {
    // The answer of 5 is good until 11.
    through('a---------aa------|', '-----a----a-----a-|', rows);
    scheduler.flush();
    assert.equal(calls, ['a0', 'a11']);
  });
});

test('remembers that a key has no row as long as it is told to', () => {
  enriching({ cache: { ...cache, missesLive: 6 } }, ({ scheduler, calls, through }) => {
    through('x-------x--x------|', '-----x--x-------x-|', rows);
    scheduler.flush();
    assert.equal(calls, ['x0', 'x11']);
  });
  enriching({ cache: { ...cache, missesLive: 0 } }, ({ scheduler, calls, through }) => {
    through('x-----x-----|', '-----x-----x|', rows);
    scheduler.flush();
    assert.equal(calls, ['x0', 'x6']);
  });
});

test('keeps no more answers than it may: the one not used for longest makes room', () => {
  const calls: string[] = [];
  const stream = concat(from('abacabc'.split('').map(letter)), NEVER).pipe(
    enrichByLookup({
      key: (event) => event,
      lookup: (key) => {
        calls.push(key);
        return key;
      },
      cache: { size: 2, timeToLive: '1h' },
    }),
  );
  const { values: seen } = collect(stream);
  assert.is(seen.length, 7);
  // c took the place of b, as a had been used since; then b that of c, and c that of a.
  assert.is(calls.join(''), 'abcbc');
  assert.is(operatorsBehind(stream)[0]?.stateSize(), 2);
});

test('drops events without a row and counts them, and keeps them where they are wanted', () => {
  const run = <Type extends 'inner' | 'left'>(type: Type): [unknown[], number | undefined] => {
    const stream = from('axb'.split('').map(letter)).pipe(
      enrichByLookup({
        key: (event) => event,
        lookup: (key) => (key === 'x' ? undefined : key.toUpperCase()),
        cache,
        type,
      }),
    );
    return [collect(stream).values, operatorsBehind(stream)[0]?.counters.unjoined];
  };
  const [a, b] = [
    { left: 'a', right: 'A' },
    { left: 'b', right: 'B' },
  ];
  assert.equal(run('inner'), [[a, b], 1]);
  assert.equal(run('left'), [[a, { left: 'x', right: undefined }, b], 0]);
});

test('counts calls, not the events that wait for them', () => {
  enriching({ concurrency: 1 }, ({ scheduler, calls, through }) => {
    through('(aAc)-----------|', '-----(aA)-c-----|', rows);
    scheduler.flush();
    assert.equal(calls, ['a0', 'c5']);
  });
});

// failures

test('fails all events that wait for a call that failed, and does not remember it', () => {
  marbles(({ scheduler }) => {
    const output = new SideOutput<Failed<string>>();
    const failed = collect(output.stream);
    let calls = 0;
    const result = collect(
      from('ffaf'.split('').map(letter)).pipe(
        enrichByLookup({
          key: (event) => event,
          lookup: (key) =>
            laterAnswer(scheduler, 5, () => {
              calls += 1;
              if (key === 'f' && calls < 3) throw new Error('down');
              return key;
            }),
          cache,
          retry: { attempts: 2, delay: 1 },
          onError: output,
          concurrency: 1,
          scheduler,
        }),
      ),
    );
    scheduler.flush();
    assert.equal(
      failed.values.map(({ value, attempts }) => [value, attempts]),
      [
        ['f', 2],
        ['f', 2],
      ],
    );
    assert.equal(
      result.values.map(({ right }) => right),
      ['a', 'f'],
    );
  });
});

test('treats a throw of key or project as a failure of the event', () => {
  const config = { key: (event: string) => event, lookup: (key: string) => key, cache };
  const broken = (): never => {
    throw new Error('broken');
  };
  for (const change of [{ key: broken }, { project: broken }]) {
    const { error } = collect(from([letter('a')]).pipe(enrichByLookup({ ...config, ...change })));
    assert.hasCode(error, 'MILLRACE_CALLBACK', 'enrichByLookup: a function given to it threw');
  }
});

test('says who gave no answer in time', () => {
  marbles(({ scheduler }) => {
    const result = collect(
      from([letter('a')]).pipe(
        enrichByLookup({
          key: (event) => event,
          lookup: () => new Promise<string>(() => undefined),
          cache,
          timeout: 3,
          scheduler,
        }),
      ),
    );
    scheduler.flush();
    assert.hasCode(result.error, 'MILLRACE_TIMEOUT', 'enrichByLookup: a call gave no answer');
  });
});

// any cut, any order of answers

test('gives by position what a table in memory gives, with one call for each key', () => {
  for (let seed = 1; seed <= 400; seed += 1) {
    const random = randomFrom(seed);
    const events = Array.from({ length: 40 }, () => ({
      value: 'abcdefx'[random(7)] as string,
      at: random(60),
    }));
    const table = new Map('abcdef'.split('').map((key) => [key, `row ${key}`]));
    const whole = cutEvents(events, { size: 512, outOfOrderness: 5 });
    const expected = collect(
      from(whole).pipe(
        flatMapEach((left) => {
          const right = table.get(left);
          return right === undefined ? [] : [{ left, right }];
        }),
      ),
    );
    for (const size of [1, 2, 7, 512]) {
      marbles(({ scheduler }) => {
        const calls: string[] = [];
        const result = collect(
          from(cutEvents(events, { size, outOfOrderness: 5 })).pipe(
            frozen(),
            enrichByLookup({
              key: (event) => event,
              lookup: (key) => {
                calls.push(key);
                const row = table.get(key);
                return random(3) === 0 ? row : laterAnswer(scheduler, random(20), () => row);
              },
              cache: { size: 10, timeToLive: '1h' },
              concurrency: 1 + random(4),
              scheduler,
            }),
          ),
        );
        scheduler.flush();
        assert.equal(positions(result.chunks), positions(expected.chunks), `seed ${seed}, ${size}`);
        assert.is(calls.length, new Set(events.map(({ value }) => value)).size, `seed ${seed}`);
      });
    }
  }
});

// arguments

test('refuses bad fields when it is called', () => {
  const good = { key: (event: string) => event, lookup: (key: string) => key, cache };
  const wrong: [text: string, config: object][] = [
    ['enrichByLookup: key: expected a function', { key: 'id' }],
    ['enrichByLookup: lookup: expected a function', { lookup: undefined }],
    ['enrichByLookup: project: expected a function', { project: 1 }],
    ['enrichByLookup: cache: config: expected an object', { cache: undefined }],
    ['enrichByLookup: cache.size: expected a whole number', { cache: { timeToLive: 1 } }],
    ['enrichByLookup: cache.timeToLive: expected', { cache: { size: 1 } }],
    ['enrichByLookup: cache.missesLive: expected', { cache: { ...cache, missesLive: -1 } }],
    ["enrichByLookup: type: expected 'inner' or 'left', got 'full'", { type: 'full' }],
    ['enrichByLookup: concurrency: expected a whole number', { concurrency: 0 }],
  ];
  for (const [text, config] of wrong) {
    assert.throws(() => enrichByLookup({ ...good, ...config } as typeof good), text);
  }
});

test.run();

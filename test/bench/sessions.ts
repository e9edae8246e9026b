import {
  count,
  eventTime,
  fromArray,
  lateTo,
  sessionWindow,
  SideOutput,
} from '../../operators/index.ts';
import type { Late } from '../../operators/index.ts';
import type { BenchCase, Outcome, WorkVariant } from './benchCase.ts';
import { benchEvents, OUT_OF_ORDERNESS } from './benchEvents.ts';
import type { BenchEvent, EventsConfig } from './benchEvents.ts';
import { Digest } from './digest.ts';
import { throughput } from './throughput.ts';

interface Setting extends EventsConfig {
  readonly name: string;
  readonly gap: number;
}

const SETTINGS: readonly Setting[] = [
  { name: '1k', count: 1_000_000, keys: 1_000, perSecond: 2_000, gap: 1_000 },
  {
    name: '100k',
    count: 1_000_000,
    keys: 100_000,
    perSecond: 20_000,
    gap: 10_000,
  },
];

interface LoopSession {
  start: number;
  end: number;
  n: number;
}

/** What a user without the engine writes: open sessions per key in a Map, swept once a gap. */
class SessionLoop {
  late = 0;
  readonly digest: Digest = new Digest();
  readonly #gap: number;
  readonly #open = new Map<number, LoopSession[]>();
  #nextSweep = -Infinity;

  constructor(gap: number) {
    this.#gap = gap;
  }

  run(events: readonly BenchEvent[]): void {
    let newest = -Infinity;
    for (const { at, key } of events) {
      const watermark = newest - OUT_OF_ORDERNESS - 1;
      if (watermark >= this.#nextSweep) this.#sweep(watermark);
      const sessions = this.#open.get(key);
      const [only] = sessions ?? [];
      const falls = only !== undefined && at < only.end && only.start < at + this.#gap;
      if (falls && sessions?.length === 1 && only.end - 1 > watermark) {
        only.end = Math.max(only.end, at + this.#gap);
        only.start = Math.min(only.start, at);
        only.n += 1;
      } else this.#join(key, at, watermark, sessions ?? []);
      if (at > newest) newest = at;
    }
    this.#sweep(Infinity);
  }

  #join(key: number, at: number, watermark: number, sessions: readonly LoopSession[]): void {
    const whole: LoopSession = { start: at, end: at + this.#gap, n: 1 };
    const rest: LoopSession[] = [];
    let met = 0;
    for (const session of sessions) {
      if (session.end - 1 <= watermark) this.#give(key, session);
      else if (at >= session.end || session.start >= at + this.#gap) rest.push(session);
      else {
        met += 1;
        whole.start = Math.min(whole.start, session.start);
        whole.end = Math.max(whole.end, session.end);
        whole.n += session.n;
      }
    }
    if (met === 0 && whole.end - 1 <= watermark) this.late += 1;
    else rest.push(whole);
    this.#keep(key, rest);
  }

  #sweep(watermark: number): void {
    this.#nextSweep = watermark + this.#gap;
    for (const [key, sessions] of this.#open) {
      if (sessions.every(({ end }) => end - 1 > watermark)) continue;
      for (const session of sessions) if (session.end - 1 <= watermark) this.#give(key, session);
      this.#keep(
        key,
        sessions.filter(({ end }) => end - 1 > watermark),
      );
    }
  }

  #keep(key: number, sessions: LoopSession[]): void {
    if (sessions.length === 0) this.#open.delete(key);
    else this.#open.set(key, sessions);
  }

  #give(key: number, { start, end, n }: LoopSession): void {
    const pane = { key, window: { start, end }, value: { n } };
    this.digest.add(pane.key, pane.window.end, pane.value.n + end - start);
  }
}

function sessionsInLoop(events: readonly BenchEvent[], gap: number): Outcome {
  const loop = new SessionLoop(gap);
  loop.run(events);
  const { digest, late } = loop;
  return { digest: digest.text(late), events: events.length, panes: digest.panes };
}

function sessionsInWindows(events: readonly BenchEvent[], gap: number): Outcome {
  const digest = new Digest();
  const output = new SideOutput<Late<BenchEvent>>();
  let late = 0;
  output.stream.subscribe(({ values }) => (late += values.length));
  fromArray(events)
    .pipe(
      eventTime({ timestamp: (event) => event.at, outOfOrderness: OUT_OF_ORDERNESS }),
      sessionWindow({
        gap,
        key: (event) => event.key,
        late: lateTo(output),
        aggregate: { n: count() },
      }),
    )
    .subscribe(({ values }) => {
      for (const { key, window, value } of values) {
        digest.add(key, window.end, value.n + window.end - window.start);
      }
    });
  return { digest: digest.text(late), events: events.length, panes: digest.panes };
}

function variants(setting: Setting): WorkVariant[] {
  const { name, gap } = setting;
  const variant = (
    kind: string,
    run: (events: readonly BenchEvent[], gap: number) => Outcome,
  ): WorkVariant => {
    const prepare = (): (() => Outcome) => {
      const events = benchEvents(setting);
      return () => run(events, gap);
    };
    return { name: `${name} ${kind}`, part: name, agrees: name, prepare };
  };
  return [variant('loop', sessionsInLoop), variant('windows', sessionsInWindows)];
}

/** Sessions per key, against a loop over the same array. */
export const sessions: BenchCase = {
  name: 'sessions',
  summary:
    '1,000,000 events, sessionWindow, gaps of 1 s (1k keys) and 10 s, against a loop with a Map',
  repetitions: 5,
  passes: 5,
  variants: SETTINGS.flatMap(variants),
  figures: SETTINGS.map(({ name }) => ({
    name: `${name} keys, throughput to loop`,
    value: (of) => throughput(of(`${name} windows`)) / throughput(of(`${name} loop`)),
  })),
};

import type { GuardEvent, TestEnded } from './guardEvent.ts';
import type { FileRun } from './runFile.ts';

/** A test that ended, with the names that a reader needs. */
export interface NamedTest extends TestEnded {
  readonly file: string;
  readonly title: string;
}

/** What is held against a test file, and its tests. */
export interface Verdict {
  readonly file: string;
  readonly tests: readonly NamedTest[];
  /** What went wrong beside failing tests. Each counts as one failure. */
  readonly problems: readonly string[];
  readonly output: string;
}

/** Judges one run: a file is good only when everything it declared was executed to its end. */
export function judge(run: FileRun): Verdict {
  const names = new Map(of(run.events, 'declared').map((event) => [event.suite, event.name]));
  const tests = of(run.events, 'ended').map((event) => ({
    ...event,
    file: run.file,
    title: `${names.get(event.suite)} › ${event.test}`,
  }));
  const problems = [
    ...of(run.events, 'problem').map((event) => event.text),
    ...emptiness(names.size, tests.length),
    ...suiteProblems(run.events, names),
    ...endProblems(run, names),
  ];
  return { file: run.file, tests, problems, output: run.output };
}

type Kind = GuardEvent['kind'];

function of<K extends Kind>(
  events: readonly GuardEvent[],
  kind: K,
): readonly Extract<GuardEvent, { kind: K }>[] {
  return events.filter((event): event is Extract<GuardEvent, { kind: K }> => event.kind === kind);
}

function emptiness(suites: number, tests: number): readonly string[] {
  if (suites === 0) return ['declares no suite'];
  return tests === 0 ? ['executed no test'] : [];
}

function suiteProblems(
  events: readonly GuardEvent[],
  names: ReadonlyMap<number, string>,
): readonly string[] {
  return [...names].flatMap(([suite, name]) => {
    const ran = of(events, 'ran').filter((event) => event.suite === suite).length;
    const registered = of(events, 'registered').filter((event) => event.suite === suite).length;
    const ended = of(events, 'ended').filter((event) => event.suite === suite).length;
    if (ran !== 1)
      return [`suite '${name}' must call .run() once, at its end: called ${ran} times`];
    if (registered === 0) return [`suite '${name}' has no test`];
    return ended === registered
      ? []
      : [`suite '${name}': ${ended} of ${registered} tests were executed`];
  });
}

function endProblems(run: FileRun, names: ReadonlyMap<number, string>): readonly string[] {
  const lingering = of(run.events, 'lingering')[0];
  if (lingering) {
    return [
      `lived on after its last test, held by: ${lingering.resources.join(', ') || 'nothing'}`,
    ];
  }
  if (run.stoppedAfter !== undefined) {
    return [`stopped after ${run.stoppedAfter / 1000} s, ${lastStarted(run.events, names)}`];
  }
  if (of(run.events, 'finished').length === 0) return [`ended early with ${run.end}`];
  return run.end === 0 ? [] : [`the process ended with ${run.end}`];
}

function lastStarted(events: readonly GuardEvent[], names: ReadonlyMap<number, string>): string {
  const last = of(events, 'started').at(-1);
  return last ? `in or after '${names.get(last.suite)} › ${last.test}'` : 'before its first test';
}

import * as Effect from 'effect/Effect';
import * as Stream from 'effect/Stream';
import type { NexmarkEvent } from '../events.ts';
import { isBid } from '../events.ts';
import type { NexmarkVariant, QueryDefinition } from '../nexmarkQuery.ts';
import { inEuros, q1 } from '../queries/q1.ts';
import { isSelected, offerOf, q2 } from '../queries/q2.ts';
import { q0 } from '../queries/q0.ts';
import { q22, withFolders } from '../queries/q22.ts';
import { Tally } from '../tally.ts';
import { LoopStage } from './loopStage.ts';
import type { Told } from './loopStage.ts';

/** Effect works in runs too; a larger one makes it no faster. */
const RUN = 4_096;

type Events = Stream.Stream<NexmarkEvent>;

function variant<R, O>(
  { fingerprint }: QueryDefinition<R>,
  build: (source: Events) => Stream.Stream<O>,
  take: (tally: Tally<R>, result: O) => void,
): NexmarkVariant {
  return {
    prepare: (events) => async () => {
      const tally = new Tally(fingerprint);
      const source = Stream.fromIterable(events, { chunkSize: RUN });
      const each = (results: readonly O[]): Effect.Effect<void> =>
        Effect.sync(() => {
          for (const result of results) take(tally, result);
        });
      await Effect.runPromise(Stream.runForEachArray(build(source), each));
      return tally.outcome;
    },
  };
}

function give<R>(tally: Tally<R>, result: R): void {
  tally.give(result);
}

/** A stateful query: the plain loop as one stage, since Effect has no windows of event time. */
export function effectLoop<R>(definition: QueryDefinition<R>): NexmarkVariant {
  const build = (source: Events): Stream.Stream<Told<R>> =>
    source.pipe(
      Stream.mapAccum(
        () => new LoopStage(definition),
        (stage, event: NexmarkEvent) => [stage, stage.step(event)] as const,
        { onHalt: (stage) => stage.end() },
      ),
    );
  return variant(definition, build, (tally, [result, holds]) =>
    holds ? tally.give(result) : tally.takeBack(result),
  );
}

/** The queries without state as an Effect user writes them. */
export const effectPeers: Readonly<Record<'q0' | 'q1' | 'q2' | 'q22', NexmarkVariant>> = {
  q0: variant(q0, (source) => source.pipe(Stream.filter(isBid)), give),
  q1: variant(q1, (source) => source.pipe(Stream.filter(isBid), Stream.map(inEuros)), give),
  q2: variant(q2, (source) => source.pipe(Stream.filter(isSelected), Stream.map(offerOf)), give),
  q22: variant(q22, (source) => source.pipe(Stream.filter(isBid), Stream.map(withFolders)), give),
};

import { filter, map, newStream, runEffects, tap } from '@most/core';
import { asap, newDefaultScheduler } from '@most/scheduler';
import type { Stream } from '@most/types';
import type { NexmarkEvent } from '../events.ts';
import { isBid } from '../events.ts';
import type { NexmarkVariant, QueryDefinition } from '../nexmarkQuery.ts';
import { q0 } from '../queries/q0.ts';
import { inEuros, q1 } from '../queries/q1.ts';
import { isSelected, offerOf, q2 } from '../queries/q2.ts';
import { q22, withFolders } from '../queries/q22.ts';
import { Tally } from '../tally.ts';
import { LoopStage } from './loopStage.ts';
import type { Told } from './loopStage.ts';

type Events = Stream<NexmarkEvent>;

/** All events of an array at once. */
function fromEvents(events: readonly NexmarkEvent[]): Events {
  return newStream((sink, scheduler) =>
    asap(
      {
        run: (time) => {
          for (let i = 0; i < events.length; i += 1) sink.event(time, events[i] as NexmarkEvent);
          sink.end(time);
        },
        error: (time, error) => sink.error(time, error),
        dispose: () => {},
      },
      scheduler,
    ),
  );
}

function stateless<R>(
  { fingerprint }: QueryDefinition<R>,
  build: (source: Events) => Stream<R>,
): NexmarkVariant {
  return {
    prepare: (events) => async () => {
      const tally = new Tally(fingerprint);
      const results = build(fromEvents(events));
      await runEffects(
        tap((result) => tally.give(result), results),
        newDefaultScheduler(),
      );
      return tally.outcome;
    },
  };
}

/** A stateful query: the plain loop as one stage, since @most/core has no windows of event time. */
export function mostLoop<R>(definition: QueryDefinition<R>): NexmarkVariant {
  return {
    prepare: (events) => async () => {
      const tally = new Tally(definition.fingerprint);
      const stage = new LoopStage(definition);
      const take = (told: readonly Told<R>[]): void => {
        for (const [result, holds] of told) {
          if (holds) tally.give(result);
          else tally.takeBack(result);
        }
      };
      const told = map((event: NexmarkEvent) => stage.step(event), fromEvents(events));
      const some = filter((results: readonly Told<R>[]) => results.length > 0, told);
      await runEffects(tap(take, some), newDefaultScheduler());
      take(stage.end());
      return tally.outcome;
    },
  };
}

/** The queries without state as a user of @most/core writes them. */
export const mostPeers: Readonly<Record<'q0' | 'q1' | 'q2' | 'q22', NexmarkVariant>> = {
  q0: stateless(q0, (source) => filter(isBid, source)),
  q1: stateless(q1, (source) => map(inEuros, filter(isBid, source))),
  q2: stateless(q2, (source) => map(offerOf, filter(isSelected, source))),
  q22: stateless(q22, (source) => map(withFolders, filter(isBid, source))),
};

import { eventTime, fromArray } from 'millrace';
import type { NexmarkEvent } from './events.ts';
import { arrivalsOf, OUT_OF_ORDERNESS } from './events.ts';
import type { ChainInput, NexmarkQuery, QueryDefinition } from './nexmarkQuery.ts';
import type { PeerName, NexmarkVariant } from './nexmarkQuery.ts';
import type { Outcome } from './tally.ts';
import { Tally } from './tally.ts';

/** A query for the registry from its definition and what peers there are. */
export function defineQuery<R>(
  definition: QueryDefinition<R>,
  peers: Partial<Record<PeerName, NexmarkVariant>> = {},
): NexmarkQuery {
  const { name, summary } = definition;
  return {
    name,
    summary,
    loop: { prepare: (events) => () => runLoop(definition, events) },
    chain: (chunkSize) => ({
      prepare: (events) => {
        const input = chainInput(definition, events, chunkSize);
        return () => {
          const tally = new Tally(definition.fingerprint);
          definition.chain(input, tally);
          return tally.outcome;
        };
      },
    }),
    peers,
  };
}

function runLoop<R>(definition: QueryDefinition<R>, events: readonly NexmarkEvent[]): Outcome {
  const tally = new Tally(definition.fingerprint);
  const loop = definition.loop(tally);
  for (let i = 0; i < events.length; i += 1) loop.step(events[i] as NexmarkEvent);
  loop.end();
  return tally.outcome;
}

function chainInput<R>(
  { recorded }: QueryDefinition<R>,
  events: readonly NexmarkEvent[],
  chunkSize: number,
): ChainInput {
  return {
    events,
    chunkSize,
    arrivals: recorded ? arrivalsOf(events) : [],
    stream: () =>
      fromArray(events, { chunkSize }).pipe(
        eventTime({ timestamp: ({ dateTime }) => dateTime, outOfOrderness: OUT_OF_ORDERNESS }),
      ),
  };
}

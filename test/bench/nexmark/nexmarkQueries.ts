import { defineQuery } from './defineQuery.ts';
import type { NexmarkQuery, NexmarkVariant, PeerName, QueryDefinition } from './nexmarkQuery.ts';
import { dbIvmPeers } from './peers/dbIvm.ts';
import { effectLoop, effectPeers } from './peers/effect.ts';
import { mostLoop, mostPeers } from './peers/most.ts';
import { rxjsPeers } from './peers/rxjs.ts';
import { q0 } from './queries/q0.ts';
import { q1 } from './queries/q1.ts';
import { q11 } from './queries/q11.ts';
import { q12 } from './queries/q12.ts';
import { q15 } from './queries/q15.ts';
import { q16 } from './queries/q16.ts';
import { q17 } from './queries/q17.ts';
import { q18 } from './queries/q18.ts';
import { q19 } from './queries/q19.ts';
import { q2 } from './queries/q2.ts';
import { q20 } from './queries/q20.ts';
import { q22 } from './queries/q22.ts';
import { q3 } from './queries/q3.ts';
import { q4 } from './queries/q4.ts';
import { q5 } from './queries/q5.ts';
import { q7 } from './queries/q7.ts';
import { q8 } from './queries/q8.ts';
import { q9 } from './queries/q9.ts';

type Peers = Partial<Record<PeerName, NexmarkVariant>>;

/** A query without state, which the peers have operators for. */
function stateless<R>(
  definition: QueryDefinition<R>,
  name: keyof typeof effectPeers,
): NexmarkQuery {
  return defineQuery(definition, {
    rxjs: rxjsPeers[name],
    effect: effectPeers[name],
    most: mostPeers[name],
    dbIvm: dbIvmPeers[name],
  });
}

/** A query with state: Effect and @most/core get the plain loop as a stage. */
function stateful<R>(definition: QueryDefinition<R>, peers: Peers = {}): NexmarkQuery {
  const loops = { effect: effectLoop(definition), most: mostLoop(definition) };
  return defineQuery(definition, { ...peers, ...loops });
}

/** The queries of the suite; `NexmarkQuery` says how a runner calls them. */
export const nexmarkQueries: readonly NexmarkQuery[] = [
  stateless(q0, 'q0'),
  stateless(q1, 'q1'),
  stateless(q2, 'q2'),
  stateful(q3, { dbIvm: dbIvmPeers.q3 }),
  stateful(q4, { rxjs: rxjsPeers.q4, dbIvm: dbIvmPeers.q4 }),
  stateful(q5, { rxjs: rxjsPeers.q5, dbIvm: dbIvmPeers.q5 }),
  stateful(q7, { rxjs: rxjsPeers.q7, dbIvm: dbIvmPeers.q7 }),
  stateful(q8, { rxjs: rxjsPeers.q8, dbIvm: dbIvmPeers.q8 }),
  stateful(q9, { rxjs: rxjsPeers.q9, dbIvm: dbIvmPeers.q9 }),
  stateful(q11, { rxjs: rxjsPeers.q11, dbIvm: dbIvmPeers.q11 }),
  stateful(q12),
  stateful(q15),
  stateful(q16),
  stateful(q17),
  stateful(q18, { rxjs: rxjsPeers.q18, dbIvm: dbIvmPeers.q18 }),
  stateful(q19, { rxjs: rxjsPeers.q19, dbIvm: dbIvmPeers.q19 }),
  stateful(q20, { dbIvm: dbIvmPeers.q20 }),
  stateless(q22, 'q22'),
];

import type { BenchCase, BenchForm, Figure, Runs, WorkVariant } from './benchCase.ts';
import { geometricMean } from './geometricMean.ts';
import { events } from './nexmark/events.ts';
import { nexmarkQueries } from './nexmark/nexmarkQueries.ts';
import type { NexmarkQuery, NexmarkVariant, PeerName } from './nexmark/nexmarkQuery.ts';
import { throughput } from './throughput.ts';

const CHUNK_SIZES = [512, 16, 1];
const SEED = 1;
/** Events in all, and for peers that are too slow for so many. */
const FULL = 1_000_000;
const SHORT = 200_000;
const PEERS: Readonly<Record<PeerName, number>> = {
  most: FULL,
  effect: FULL,
  rxjs: FULL / 10,
  dbIvm: FULL / 10,
};
const PEER_NAMES = Object.keys(PEERS) as PeerName[];
const STATELESS = ['q0', 'q1', 'q2', 'q22'];
/** Where RxJS has a group per key or a timer per key. */
const KEYED = ['q4', 'q5', 'q11', 'q18', 'q19'];

const chunksOf = (size: number): string => `chunks of ${size}`;

/** How many times the throughput of one variant of a query is that of another. */
function ratio(of: Runs, query: string, one: string, other: string): number {
  return throughput(of(`${query} ${one}`)) / throughput(of(`${query} ${other}`));
}

function work(query: string, name: string, variant: NexmarkVariant, count: number): WorkVariant {
  return {
    name: `${query} ${name}`,
    part: query,
    prepare: () => {
      const run = variant.prepare(events(count, SEED));
      return async () => {
        const { hash, results } = await run();
        return { digest: `hash ${hash}`, events: count, panes: results };
      };
    },
  };
}

function ownVariants({ name, loop, chain }: NexmarkQuery, count: number): WorkVariant[] {
  const own = [
    work(name, 'loop', loop, count),
    ...CHUNK_SIZES.map((size) => work(name, chunksOf(size), chain(size), count)),
  ];
  return own.map((variant) => ({ ...variant, agrees: name }));
}

function peerVariants({ name, loop, peers }: NexmarkQuery): WorkVariant[] {
  return PEER_NAMES.flatMap((peer) => {
    const variant = peers[peer];
    if (variant === undefined) return [];
    const check = async (): Promise<void> => {
      const input = events(PEERS[peer], SEED);
      const { hash: expected } = loop.prepare(input)();
      const { hash } = await variant.prepare(input)();
      if (hash !== expected) throw new Error(`${name} ${peer}: ${hash} instead of ${expected}`);
    };
    return [{ ...work(name, peer, variant, PEERS[peer]), check }];
  });
}

const names = nexmarkQueries.map(({ name }) => name);

const toLoop: readonly Figure[] = CHUNK_SIZES.map((size) => ({
  name: `geometric mean, ${chunksOf(size)}, throughput to loop`,
  value: (of) => geometricMean(names.map((query) => ratio(of, query, chunksOf(size), 'loop'))),
}));

const lowest: Figure = {
  name: `lowest query, ${chunksOf(512)}, throughput to loop`,
  value: (of) => Math.min(...names.map((query) => ratio(of, query, chunksOf(512), 'loop'))),
};

function toPeer(peer: PeerName): Figure[] {
  const having = nexmarkQueries.filter(({ peers }) => peers[peer] !== undefined);
  const queries = having.map(({ name }) => name);
  const stateful = queries.filter((name) => !STATELESS.includes(name));
  const ratios = (of: Runs, among: readonly string[]): number[] =>
    among.map((query) => ratio(of, query, chunksOf(512), peer));
  return [
    {
      name: `geometric mean, throughput to ${peer}`,
      value: (of) => geometricMean(ratios(of, queries)),
    },
    {
      name: `lowest stateful query, throughput to ${peer}`,
      value: (of) => Math.min(...ratios(of, stateful)),
    },
  ];
}

const toGroups: Figure = {
  name: `${KEYED.join(', ')}, throughput to rxjs`,
  value: (of) => geometricMean(KEYED.map((query) => ratio(of, query, chunksOf(512), 'rxjs'))),
};

const short: BenchForm = {
  repetitions: 1,
  passes: 3,
  variants: nexmarkQueries.flatMap((query) => ownVariants(query, SHORT)),
  figures: [...toLoop, lowest],
};

/** The NEXMark queries as chains of operators, against plain loops and other libraries. */
export const nexmark: BenchCase = {
  name: 'nexmark',
  summary: '1,000,000 events through each query (100,000 for rxjs and dbIvm), against a plain loop',
  repetitions: 3,
  passes: 3,
  variants: nexmarkQueries.flatMap((query) => [
    ...ownVariants(query, FULL),
    ...peerVariants(query),
  ]),
  figures: [...toLoop, lowest, ...PEER_NAMES.flatMap(toPeer), toGroups],
  short,
};

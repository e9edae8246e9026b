import type { LossResult } from './runLoss.ts';
import { reasonOf } from './subscriberCheck.ts';
import type { SubscriberCheck } from './subscriberCheck.ts';

/** What a run came to, in lines. */
export function lossReport({ checks, planned, struck, noticed, faults }: LossResult): string[] {
  const kinds = [...planned].map(([kind, count]) => `${kind} ${struck.get(kind) ?? 0}/${count}`);
  const longest = Math.round(Math.max(0, ...noticed));
  return [
    `struck: ${kinds.join(', ')}`,
    `black holes noticed by both ends within ${longest} ms`,
    `subscriptions stood ${sum(checks, 'times')} times for ${checks.length} subscribers`,
    ...['all', 'short', 'heavy'].flatMap((feed) => feedLines(checks, feed)),
    faults.length === 0 ? 'silent gaps and repeats: 0' : `WRONG: ${faults.length}`,
    ...faults.slice(0, 20).map((fault) => `  ${fault}`),
  ];
}

function feedLines(checks: readonly SubscriberCheck[], feed: string): string[] {
  const of = checks.filter(({ plan }) => plan.feed === feed);
  const policies = [...new Set(of.map(({ plan }) => JSON.stringify(plan.slow)))];
  return policies.map((slow) => {
    const same = of.filter(({ plan }) => JSON.stringify(plan.slow) === slow);
    const [came, told] = [sum(same, 'events'), sum(same, 'told')];
    const slowly = sum(same, 'slowly');
    return `feed ${feed}, ${slow}: ${same.length} subscribers got ${came} events and were told of ${told} left out, ${slowly} by ${reasonOf(JSON.parse(slow) as never)}`;
  });
}

function sum(
  checks: readonly SubscriberCheck[],
  field: 'events' | 'told' | 'slowly' | 'times',
): number {
  return checks.reduce((total, check) => total + check[field], 0);
}

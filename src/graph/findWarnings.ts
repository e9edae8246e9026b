import type { Observable } from 'rxjs';
import { OperatorStream } from '../../operators/index.ts';
import type { Milliseconds, OperatorInfo } from '../../operators/index.ts';
import { exactDuration } from './durationText.ts';
import type { GraphWarning } from './graphWarning.ts';
import type { StageNode } from './stageNode.ts';

/** An operator whose results may come behind the watermark, and how far. */
interface Corrector {
  readonly stage: string;
  readonly operator: string;
  readonly behind: Milliseconds;
}

/**
 * Finds the operators that would refuse corrections of a window before them as late: what allows less
 * lateness than those need. Results of windows by count, whose lag no config tells, are not looked at,
 * nor those whose `resultTimestamp` is not the window's end, nor late events that a port gives out.
 */
export function findWarnings(stages: readonly StageNode[]): readonly GraphWarning[] {
  const search = new Search();
  for (const stage of stages) search.correctorOf(stage);
  return search.warnings;
}

class Search {
  readonly warnings: GraphWarning[] = [];
  readonly #known = new Map<object, Corrector | undefined>();

  correctorOf(stage: StageNode): Corrector | undefined {
    return this.#once(stage, () =>
      stage.kind === 'port' ? undefined : this.#of(stage, stage.built),
    );
  }

  #of(stage: StageNode, stream: Observable<unknown>): Corrector | undefined {
    const from = stage.inputs[stage.inputStreams.indexOf(stream)];
    if (from !== undefined) return this.correctorOf(from);
    if (!(stream instanceof OperatorStream)) return undefined;
    const { info } = stream;
    return this.#once(info, () => this.#through(stage, info));
  }

  /** What comes out of an operator: what came in, unless it judges that and gives results of its own. */
  #through(stage: StageNode, info: OperatorInfo): Corrector | undefined {
    const incoming = info.inputs
      .flatMap((input) => this.#of(stage, input) ?? [])
      .toSorted((a, b) => b.behind - a.behind)[0];
    const { lateness, kind: operator } = info;
    if (lateness === undefined) return incoming;
    const { allowed, corrects } = lateness;
    if (incoming !== undefined && incoming.behind > allowed) {
      this.warnings.push(warningOf(incoming, stage.name, info));
    }
    const taken = Math.min(allowed, incoming?.behind ?? 0);
    const behind = corrects === 'asTaken' ? taken : corrects;
    return behind > 0 ? { stage: stage.name, operator, behind } : undefined;
  }

  #once(part: object, find: () => Corrector | undefined): Corrector | undefined {
    if (!this.#known.has(part)) this.#known.set(part, find());
    return this.#known.get(part);
  }
}

function warningOf(from: Corrector, stage: string, info: OperatorInfo): GraphWarning {
  const { kind: operator, lateness } = info;
  const allows = lateness?.allowed ?? 0;
  const needs = from.behind;
  const [need, allow] = [exactDuration(needs), exactDuration(allows)];
  const fix =
    lateness?.adjustable === true
      ? `give ${operator} in '${stage}' allowedLateness: '${need}' or more`
      : `${operator} has no allowedLateness, so give ${from.operator} in '${from.stage}' allowedLateness: '${allow}'`;
  const text =
    `${operator} in '${stage}' takes events up to ${allow} behind the watermark, and ` +
    `${from.operator} in '${from.stage}' sends corrections up to ${need} behind it, ` +
    `which are late there; ${fix}`;
  return { stage, operator, allows, from: from.stage, fromOperator: from.operator, needs, text };
}

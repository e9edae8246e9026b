import type { BackPressure } from './explanation.ts';
import { holdersBehind } from './pressureMeter.ts';
import type { StageNode } from './stageNode.ts';

/** The sources that are paused because of what waits in stages behind them. */
export function findBackPressure(stages: readonly StageNode[]): readonly BackPressure[] {
  return stages.flatMap((source) => {
    const paused = [...source.handles].filter((handle) => handle.paused);
    if (paused.length === 0) return [];
    const by = holdersBehind(stages, source).flatMap(boundariesIn);
    if (by.length === 0) return [];
    return paused.map(({ depth, high, low }) => ({ source: source.name, by, depth, high, low }));
  });
}

function boundariesIn({ name, operators }: StageNode): BackPressure['by'] {
  return operators
    .map((operator) => ({ stage: name, operator: operator.kind, held: operator.held() }))
    .filter(({ held }) => held > 0);
}

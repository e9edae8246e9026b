import type { Graph, StageStats } from '../graph/index.ts';

/** What the page about a graph reads. */
export type ShownGraph = Pick<Graph, 'name' | 'topology' | 'mermaid' | 'stats' | 'explain'>;

/** The counters of a stage as JSON can tell them. */
export type StageReport = Omit<StageStats, 'watermark'> & {
  /** Null before the first one, `'end'` behind the last event. */
  readonly watermark: number | 'end' | null;
};

/** A graph and its counters as plain data: the content of `/graph.json`. */
export interface GraphReport {
  readonly topology: ReturnType<Graph['topology']>;
  readonly mermaid: string;
  readonly stats: readonly StageReport[];
}

/** Reads a graph for JSON. */
export function graphReport(graph: ShownGraph): GraphReport {
  const stats = graph.stats().map(({ watermark, ...rest }): StageReport => {
    return { ...rest, watermark: watermarkFor(watermark) };
  });
  return { topology: graph.topology(), mermaid: graph.mermaid(), stats };
}

/** A watermark as JSON can tell it. */
export function watermarkFor(watermark: number): StageReport['watermark'] {
  if (Number.isFinite(watermark)) return watermark;
  return watermark > 0 ? 'end' : null;
}

import type { Stream } from '../../operators/index.ts';

/** A named part of a graph: a source, a stage, a port or a sink. Made by the graph's methods. */
export interface Stage<T> {
  readonly name: string;
  /**
   * What leaves the stage, shared by all who subscribe. Subscribe before the graph runs: what went
   * out before a subscription is not repeated. When any part of the graph fails it fails too, with
   * the error that `finished` rejects with.
   */
  readonly stream: Stream<T>;
}

/**
 * What a part of a graph is: where values enter, what is done to them, a stage's second output, or where
 * results leave.
 */
export type StageKind = 'source' | 'stage' | 'port' | 'sink';

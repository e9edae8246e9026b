import type { Stream } from '../../operators/index.ts';

/** A named part of a graph: a source, a stage or a port. Made by the graph's methods. */
export interface Stage<T> {
  readonly name: string;
  /**
   * What leaves the stage, shared by all who subscribe. Subscribe before the graph runs: what went
   * out before a subscription is not repeated. When any part of the graph fails it fails too, with
   * the error that `finished` rejects with.
   */
  readonly stream: Stream<T>;
}

/** What a part of a graph is: where values enter, what is done to them, or a stage's second output. */
export type StageKind = 'source' | 'stage' | 'port';

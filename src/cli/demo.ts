import type { Graph } from '../graph/index.ts';
import type { CliIo } from './cliIo.ts';

/** What a demo's module exports. */
export interface Demo {
  /** Runs until it is done or `io.signal` is aborted; gets the words behind the demo's name. */
  run(args: readonly string[], io: CliIo): Promise<void>;
  /** The demo's graph, not running, for `millrace graph`. */
  graph(): Pick<Graph, 'topology' | 'mermaid'> | Promise<Pick<Graph, 'topology' | 'mermaid'>>;
}

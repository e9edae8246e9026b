import { isCodedError, StreamError } from '../../operators/index.ts';

/** A graph that was put together or used in a way that has no meaning. */
export function graphError(graph: string, text: string): StreamError {
  return new StreamError('MILLRACE_GRAPH', `graph '${graph}': ${text}`);
}

/** The failure of a stage: it names the stage, and has the code of its cause where that has one. */
export function stageError(graph: string, stage: string, cause: unknown): StreamError {
  const code = isCodedError(cause) ? cause.code : 'MILLRACE_STAGE_FAILED';
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new StreamError(code, `graph '${graph}': stage '${stage}' failed: ${reason}`, { cause });
}

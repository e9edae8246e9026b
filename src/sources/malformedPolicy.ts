import { ArgumentTypeError, show, SideOutput } from '../../operators/index.ts';

/** A line that could not be parsed. */
export interface MalformedLine {
  /** The file, or `input` where the lines come from elsewhere. */
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
  /** The start of the line's text, 200 characters at the most. */
  readonly text: string;
  readonly reason: string;
}

/**
 * What happens to lines that cannot be parsed: `'error'` fails the stream with
 * `MILLRACE_LINE_MALFORMED`, `'drop'` counts them, a side output gets them (with the time of reading
 * as their timestamp). The output ends as the source does and passes its barriers, so under checkpoints
 * what follows it is told of each line once.
 */
export type MalformedPolicy = 'error' | 'drop' | SideOutput<MalformedLine>;

/** Refuses what is no policy for malformed lines. */
export function checkMalformed(owner: string, policy: MalformedPolicy): MalformedPolicy {
  if (policy === 'error' || policy === 'drop' || policy instanceof SideOutput) return policy;
  throw new ArgumentTypeError(owner, 'malformed', "'error', 'drop' or a SideOutput", show(policy));
}

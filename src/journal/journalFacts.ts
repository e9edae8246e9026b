import { readFileSync, renameSync } from 'node:fs';
import path from 'node:path';
import type { FormerEpoch } from './formerEpoch.ts';
import { syncFolder } from './syncFolder.ts';
import { unreadable } from './unreadable.ts';
import { writeSynced } from './writeSynced.ts';

/** What a folder says of the journal in it. */
export interface JournalFacts {
  readonly format: 1;
  /** Whose events they are. */
  readonly name: string;
  /** Changes when offsets stop being comparable. */
  readonly epoch: string;
  /** Newest first. */
  readonly former?: readonly FormerEpoch[];
  /** Where a graph began that has no checkpoint yet. */
  readonly base?: number;
  /** From this offset on everything is to be replaced by the segment that is ready for it. */
  readonly tail?: number;
}

const NAME = 'feed.json';

/**
 * The facts of a folder; undefined in an empty one.
 *
 * @throws StreamError `MILLRACE_FILE_UNREADABLE`
 */
export function readFacts(folder: string): JournalFacts | undefined {
  const file = path.join(folder, NAME);
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  const facts = parse(text);
  if (typeof facts?.name !== 'string' || typeof facts.epoch !== 'string')
    throw unreadable(file, 'does not say whose log it is; restore it, or give an empty folder');
  if (facts.format !== 1)
    throw unreadable(file, `has version ${String(facts.format)} of the format, known is 1`);
  return facts as JournalFacts;
}

function parse(text: string): Partial<JournalFacts> | undefined {
  try {
    return (JSON.parse(text) ?? undefined) as Partial<JournalFacts> | undefined;
  } catch {
    return undefined;
  }
}

/** Either the old facts are there or the new ones, whatever happens in between. */
export function writeFacts(folder: string, facts: JournalFacts): void {
  const file = path.join(folder, NAME);
  writeSynced(`${file}.new`, JSON.stringify(facts));
  renameSync(`${file}.new`, file);
  syncFolder(folder);
}

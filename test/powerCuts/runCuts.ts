import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { setImmediate as nextTurn, setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { openCutCheckpoints, openCutJournal, restoredState } from './cutWork.ts';
import type { CutWork } from './cutWork.ts';
import type { LoopDisk } from './loopDisk.ts';

/** How often the power is cut, and of what. */
export interface CutPlan {
  readonly cuts: number;
  readonly synced: boolean;
  readonly random: () => number;
}

/** What was found after all cuts. */
export interface CutResult {
  /** Cuts that struck a writer at work. */
  struck: number;
  /** Checkpoints and records that were told to be safe. */
  checkpoints: number;
  records: number;
  /** Those of them that were gone. */
  lostCheckpoints: number;
  lostRecords: number;
  /** Checkpoints that were there and could not be read, or whose parts did not belong together. */
  unreadable: number;
}

/** A writer is left to itself for so long at the most, in milliseconds, when it has begun. */
const LONGEST = 150;

/** Cuts the power of a disk while a process writes to it, again and again, and looks what is there then. */
export async function runCuts(disk: LoopDisk, plan: CutPlan): Promise<CutResult> {
  const result: CutResult = {
    struck: 0,
    checkpoints: 0,
    records: 0,
    lostCheckpoints: 0,
    lostRecords: 0,
    unreadable: 0,
  };
  for (let cut = 0; cut < plan.cuts; cut += 1) {
    const kind = plan.synced && cut % 2 === 1 ? 'lmdb' : 'file';
    await cutOnce(disk, { folder: disk.folder, kind, synced: plan.synced }, plan.random, result);
  }
  return result;
}

interface Safe {
  readonly checkpoints: readonly number[];
  readonly records: readonly number[];
}

async function cutOnce(
  disk: LoopDisk,
  work: CutWork,
  random: () => number,
  result: CutResult,
): Promise<void> {
  const program = fileURLToPath(new URL('cutWriter.js', import.meta.url));
  const args = [program, work.folder, work.kind, work.synced ? 'synced' : 'unsynced'];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'ignore'] });
  const told = readTold(child);
  await once(child.stdout as NodeJS.EventEmitter, 'data');
  await setTimeout(random() * LONGEST);
  if (await stop(child)) result.struck += 1;
  disk.cut();
  child.kill('SIGKILL');
  const safe = safeOf(await told);
  disk.powerOn();
  await look(work, safe, result);
}

/**
 * Stops a process together with its disk: what it told after the cut would be no promise, for a sync
 * that is under way may seem to succeed. False when it has ended.
 */
async function stop(child: ChildProcess): Promise<boolean> {
  child.kill('SIGSTOP');
  while (child.exitCode === null && child.signalCode === null) {
    const [, after = ''] = readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(') ');
    if (after.startsWith('T')) return true;
    await nextTurn();
  }
  return false;
}

async function readTold(child: ChildProcess): Promise<string> {
  let text = '';
  child.stdout?.on('data', (part: Buffer) => (text += part.toString()));
  await once(child, 'close');
  return text;
}

/** The last line may have been cut short. */
function safeOf(told: string): Safe {
  const lines = told.split('\n').slice(0, -1);
  const numbers = (word: string): number[] =>
    lines.filter((line) => line.startsWith(word)).map((line) => Number(line.slice(word.length)));
  return { checkpoints: numbers('checkpoint '), records: numbers('record ') };
}

async function look(work: CutWork, safe: Safe, result: CutResult): Promise<void> {
  result.checkpoints += safe.checkpoints.length;
  result.records += safe.records.length;
  const checkpoints = await openCutCheckpoints(work, true);
  const newest = checkpoints.restored?.id ?? 0;
  result.lostCheckpoints += safe.checkpoints.filter((id) => id > newest).length;
  result.unreadable += checkpoints.refused.length;
  if (restoredState(checkpoints) === undefined) result.unreadable += 1;
  await checkpoints.close();
  const journal = await openCutJournal(work);
  const { head } = journal.index;
  result.lostRecords += safe.records.filter((offset) => offset >= head).length;
  journal.close();
}

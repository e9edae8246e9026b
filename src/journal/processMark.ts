import { readFileSync } from 'node:fs';

/** What tells one process from all others, also of other starts of the machine. */
export interface ProcessMark {
  readonly pid: number;
  /** When the process began, in the system's own count; '' where the system does not tell. */
  readonly began: string;
  /** The start of the machine; '' where the system does not tell. */
  readonly boot: string;
}

export function ownMark(): ProcessMark {
  return { pid: process.pid, began: beganOf(process.pid), boot: bootMark() };
}

/** Whether the process of a mark still runs: a number of a process is given again. */
export function isRunning({ pid, began, boot }: ProcessMark): boolean {
  if (boot !== bootMark() || beganOf(pid) !== began) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // A process that may not be sent a signal is there.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function bootMark(): string {
  return readText('/proc/sys/kernel/random/boot_id').trim();
}

/** The 22nd field of the process's line; the name before it may hold blanks and brackets. */
function beganOf(pid: number): string {
  const line = readText(`/proc/${pid}/stat`);
  return line.slice(line.lastIndexOf(')') + 2).split(' ')[19] ?? '';
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

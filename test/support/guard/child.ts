// The process of one test file: loads it, runs its suites, then sees whether anything lingers.
import { pathToFileURL } from 'node:url';
import { describeError } from './describeError.ts';
import { tell } from './tell.ts';

/** How long a process may live on after its last test, in milliseconds. */
const grace = Number(process.env['GUARD_GRACE'] ?? 5000);

// The framework hands its suites over in this queue instead of starting by itself, which it would
// do while a file may still be loading. Its own report is not printed: the guard writes a better one.
const suites: (() => Promise<unknown>)[] = [];
Object.assign(globalThis, { UVU_DEFER: 1, UVU_QUEUE: [suites] });

try {
  await import(pathToFileURL(process.argv[2] ?? '').href);
  for (const run of suites) await run();
} catch (error) {
  tell({ kind: 'problem', text: `could not be loaded or run: ${describeError(error)}` });
}
tell({ kind: 'finished' });
setTimeout(() => {
  tell({ kind: 'lingering', resources: process.getActiveResourcesInfo() });
}, grace).unref();

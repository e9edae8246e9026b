import { StreamError } from '../../operators/index.ts';
import type { Demo } from './demo.ts';
import { didYouMean } from './nearestWord.ts';
import { UsageError } from './usageError.ts';

/** A demo as the help shows it. */
export interface DemoEntry {
  readonly name: string;
  readonly summary: string;
}

/** The demos that the package brings, the default one first. */
export const demoList: readonly [DemoEntry, ...DemoEntry[]] = [
  {
    name: 'departures',
    summary: 'A live departures board from three million real flights',
  },
  {
    name: 'quakes',
    summary: 'Hourly windows over earthquakes that arrive by their last update',
  },
];

/** The demos' names with what they show, for the end of a help text. */
export function demoListText(): string {
  const lines = demoList.map(({ name, summary }) => `  ${name.padEnd(12)} ${summary}`);
  return ['', 'Demos:', ...lines].join('\n');
}

/**
 * Loads a demo by its name; only now, because it brings its own packages and data.
 *
 * @throws UsageError when there is none of this name
 * @throws StreamError `MILLRACE_PACKAGE_MISSING`
 */
export async function loadDemo(name: string): Promise<Demo> {
  const names = demoList.map((demo) => demo.name);
  if (!names.includes(name)) {
    const text = `there is no demo '${name}'.${didYouMean(name, names)}`;
    throw new UsageError(`${text} The demos are: ${names.join(', ')}.`);
  }
  try {
    return (await import(`millrace/demos/${name}`)) as Demo;
  } catch (cause) {
    throw missing(name, cause);
  }
}

function missing(name: string, cause: unknown): unknown {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  if (code !== 'ERR_MODULE_NOT_FOUND') return cause;
  const text = `the demo '${name}' needs what is not installed: ${(cause as Error).message}`;
  const fix = 'run `npm ci` in the folder of the project, which also builds it';
  return new StreamError('MILLRACE_PACKAGE_MISSING', `${text}; ${fix}`, { cause });
}

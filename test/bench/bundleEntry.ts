// Bundles what an entry point for browsers loads at once into one file, without RxJS, and prints how many bytes
// that has; with the modules that are named behind it, which it loads on demand, in the same file.
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import type { BuildResult, Plugin } from 'esbuild';

const [, , entry = '', ...onDemand] = process.argv;

/** The modules that are loaded on demand, by their names. */
const later = new Map<string, string>();

/** Leaves out what is loaded on demand. */
const atOnce: Plugin = {
  name: 'at once',
  setup: ({ onResolve }) => {
    onResolve({ filter: /./ }, (found) => {
      if (found.kind !== 'dynamic-import') return undefined;
      const file = path.resolve(found.resolveDir, found.path);
      later.set(path.basename(file, '.js'), file);
      return { path: found.path, external: true };
    });
  },
};

function bundle(modules: readonly string[]): Promise<BuildResult<{ write: false }>> {
  const contents = modules.map((module) => `export * from ${JSON.stringify(module)};`).join('\n');
  return build({
    stdin: { contents, resolveDir: process.cwd() },
    bundle: true,
    write: false,
    plugins: [atOnce],
    format: 'esm',
    platform: 'browser',
    conditions: ['browser'],
    target: 'es2022',
    minify: true,
    external: ['rxjs'],
    logLevel: 'error',
  });
}

function fileOf(module: string): string {
  const file = later.get(module);
  if (file === undefined) throw new Error(`${entry} loads no ${module} on demand`);
  return file;
}

let { outputFiles } = await bundle([entry]);
if (onDemand.length > 0) ({ outputFiles } = await bundle([entry, ...onDemand.map(fileOf)]));
const contents = outputFiles[0]?.contents ?? Buffer.alloc(0);
const gzipped = gzipSync(contents, { level: 9 }).length;
console.log(JSON.stringify({ bytes: contents.length, gzipped }));

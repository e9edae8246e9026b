// Bundles an entry point for browsers, without RxJS, and prints how many bytes it loads at once, and with the
// modules that are named behind it, which it loads on demand.
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const [, , entry = '', ...onDemand] = process.argv;
const { outputFiles, metafile } = await build({
  stdin: { contents: `export * from '${entry}';`, resolveDir: process.cwd() },
  bundle: true,
  write: false,
  // What is loaded on demand becomes a file of its own.
  splitting: true,
  metafile: true,
  outdir: 'bundle',
  format: 'esm',
  platform: 'browser',
  conditions: ['browser'],
  target: 'es2022',
  minify: true,
  external: ['rxjs'],
  logLevel: 'error',
});

/** A file of the bundle and all that it imports before it runs. */
function loadedWith(file: string, loaded = new Set<string>()): ReadonlySet<string> {
  if (loaded.has(file)) return loaded;
  loaded.add(file);
  for (const { path, kind, external = false } of metafile.outputs[file]?.imports ?? [])
    if (kind === 'import-statement' && !external) loadedWith(path, loaded);
  return loaded;
}

function fileOf(module: string): string {
  const found = Object.entries(metafile.outputs).find(([, { entryPoint = '' }]) =>
    entryPoint.endsWith(`/${module}.js`),
  );
  if (found === undefined) throw new Error(`${entry} loads no ${module} on demand`);
  return found[0];
}

const files = new Set(
  ['bundle/stdin.js', ...onDemand.map(fileOf)].flatMap((file) => [...loadedWith(file)]),
);
const contents = outputFiles
  .filter(({ path }) => [...files].some((file) => path.endsWith(`/${file}`)))
  .map((file) => file.contents);
const bytes = contents.reduce((sum, part) => sum + part.length, 0);
const gzipped = contents.reduce((sum, part) => sum + gzipSync(part, { level: 9 }).length, 0);
console.log(JSON.stringify({ bytes, gzipped }));

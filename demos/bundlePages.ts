// Bundles the pages of the demos, and of the engine, beside their built servers: `node dist/demos/bundlePages.js`.
import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'csv-parse/sync';
import { build } from 'esbuild';
import { readPlaces } from './readPlaces.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const datasets = path.join(
  path.dirname(fileURLToPath(import.meta.resolve('vega-datasets'))),
  '../data',
);
const pages = ['departures'];

/** Bundles one page and puts what it loads beside it. */
async function bundlePage(demo: string): Promise<void> {
  const source = path.join(root, 'demos', demo, 'page');
  const target = path.join(root, 'dist/demos', demo, 'page');
  await rm(target, { recursive: true, force: true });
  await mkdir(target, { recursive: true });
  await bundle(
    ['app.ts', 'app.css'].map((file) => path.join(source, file)),
    target,
  );
  const copies = ['index.html', 'icon.svg'].map((file) =>
    copyFile(path.join(source, file), path.join(target, file)),
  );
  await Promise.all([...copies, addMap(target)]);
}

/** Bundles the script and the style of the engine's own pages. */
async function bundleDashboard(): Promise<void> {
  const page = 'src/dashboard/page';
  await rm(path.join(root, 'dist', page), { recursive: true, force: true });
  const entries = ['main.ts', 'page.css'].map((file) => path.join(root, page, file));
  await bundle(entries, path.join(root, 'dist', page));
}

async function bundle(entryPoints: readonly string[], outdir: string): Promise<void> {
  await build({
    entryPoints: [...entryPoints],
    outdir,
    bundle: true,
    // A codec that nobody asks for stays a file of its own, which is never loaded.
    splitting: true,
    format: 'esm',
    platform: 'browser',
    conditions: ['browser'],
    target: 'es2022',
    minify: true,
    sourcemap: true,
    legalComments: 'linked',
    logLevel: 'warning',
  });
}

/** The map and the airports on it. */
async function addMap(target: string): Promise<void> {
  await copyFile(path.join(datasets, 'us-10m.json'), path.join(target, 'us-10m.json'));
  const text = await readFile(path.join(datasets, 'airports.csv'), 'utf8');
  const rows: Record<string, string>[] = parse(text, { columns: true });
  await writeFile(path.join(target, 'airports.json'), JSON.stringify(readPlaces(rows)));
}

await Promise.all([...pages.map(bundlePage), bundleDashboard()]);

// Writes the reference pages: `node dist/test/reference/buildReference.js`.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../support/projectRoot.ts';
import { readSources } from '../support/readSources.ts';
import { referenceEntries } from './referenceEntries.ts';
import { referenceIndex, referencePage } from './referencePage.ts';

const folder = path.join(projectRoot, 'dist/reference');
const entries = referenceEntries();
const texts = readSources(['operators'], '.ts').map(({ text }) => text);

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
for (const entry of entries) {
  writeFileSync(path.join(folder, `${entry.name}.md`), referencePage(entry, texts));
}
writeFileSync(path.join(folder, 'index.md'), referenceIndex(entries));

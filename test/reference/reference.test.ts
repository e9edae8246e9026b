import { existsSync } from 'node:fs';
import path from 'node:path';
import * as assert from '../support/assert.ts';
import { projectRoot } from '../support/projectRoot.ts';
import { readSources } from '../support/readSources.ts';
import { suite } from '../support/suite.ts';
import { configFields } from './configFields.ts';
import { commentExamples, referenceEntries } from './referenceEntries.ts';
import { configTypes, POINTS } from './referencePage.ts';
import { asPromised, checkExamples, promisedLines, runExamples } from './runExamples.ts';

const reference = suite('reference');

const entries = referenceEntries();
const texts = readSources(['operators'], '.ts').map(({ text }) => text);
const examples = commentExamples();
let checked: ReturnType<typeof checkExamples> | undefined;
let printed: ReturnType<typeof runExamples> | undefined;

reference('every operator, aggregate and watermark has a page', () => {
  const kinds = new Set(entries.map(({ kind }) => kind));
  assert.equal([...kinds].sort(), ['aggregate', 'operator', 'watermark']);
  const pages = entries.map(({ name }) => `dist/reference/${name}.md`);
  const missing = pages.filter((page) => !existsSync(path.join(projectRoot, page)));
  assert.equal(missing, []);
});

for (const { name, signatures } of entries) {
  for (const type of configTypes(signatures)) {
    reference(`each field of ${type} (${name}) has a comment`, () => {
      const { common, variants } = configFields(type, texts);
      const fields = [...common, ...variants.flat()];
      assert.ok(fields.length > 0, `no field found in ${type}`);
      const bare = fields.filter(({ comment }) => comment === '').map((field) => field.name);
      assert.equal(bare, []);
    });
  }
}

for (const { comment, file, kind, name } of entries) {
  reference(`the comment of ${name} says all that one of this kind has to say`, () => {
    const missing = POINTS[kind].filter((point) => !comment.points.get(point));
    assert.is(missing.join(', '), '', `${name} does not say in its comment (${file}):`);
    assert.ok(comment.description.length > 0, 'what it does');
    assert.ok(comment.example?.includes("from 'millrace'"), `${name} has no example (${file})`);
    assert.ok(promisedLines(comment.example ?? ''), `its example prints nothing (${file})`);
  });
}

reference('the examples of the comments compile', async () => {
  checked = checkExamples(examples);
  const { failed, output } = await checked;
  assert.ok(!failed, `\n${output}`);
});

for (const { code, file, name } of examples) {
  reference(`the example of ${name} prints what its comment says`, async () => {
    await checked;
    printed ??= runExamples();
    const lines = (await printed)[name] ?? [];
    const promised = promisedLines(code);
    if (promised !== undefined) assert.is(asPromised(lines), promised, file);
  });
}

reference.run();

import { existsSync } from 'node:fs';
import path from 'node:path';
import * as assert from './support/assert.ts';
import { buildExamples, runExample } from './support/documentation/buildExamples.ts';
import { docEntries } from './support/documentation/docEntries.ts';
import { findDeclarations } from './support/documentation/findDeclarations.ts';
import { isDocumented } from './support/documentation/isDocumented.ts';
import { type Example, readExamples } from './support/documentation/readExamples.ts';
import { projectRoot } from './support/projectRoot.ts';
import { readSource, readSources } from './support/readSources.ts';
import { suite } from './support/suite.ts';

const documentation = suite('documentation');

const hasReadme = existsSync(path.join(projectRoot, 'README.md'));
const pages = [
  ...(hasReadme ? [readSource('README.md')] : []),
  ...readSources(['operators', 'src', 'demos', 'test'], '.md'),
];
const examples = pages.flatMap(readExamples);
let built: ReturnType<typeof buildExamples> | undefined;

function placed(example: Example): string {
  return `${example.page}:${example.line}`;
}

documentation('README.md is there', () => {
  assert.ok(hasReadme, 'README.md is missing at the top of the project');
});

documentation('an entry point is there', () => {
  assert.ok(docEntries().includes('operators/index.ts'), 'operators/index.ts is missing');
});

for (const entry of docEntries()) {
  documentation(`every export of ${entry} has a documentation comment`, () => {
    const declarations = findDeclarations(entry, (file) => readSource(file).text);
    const bare = declarations.filter(
      ({ file, name }) => !isDocumented(readSource(file).text, name),
    );
    const faults = bare.map(({ file, name }) => `${name} has no documentation comment (${file})`);
    assert.ok(declarations.length > 0, 'it exports nothing');
    assert.ok(faults.length === 0, `\n${faults.join('\n')}`);
  });
}

documentation('the examples compile', async () => {
  if (examples.length === 0) return;
  built = buildExamples(examples);
  const { failed, output } = await built;
  assert.ok(!failed, `\n${output}`);
});

for (const example of examples.filter((one) => one.run)) {
  documentation(`the example at ${placed(example)} runs`, async () => {
    await built;
    const { failed, output } = await runExample(example);
    assert.ok(!failed, `\n${output}`);
  });
}

documentation.run();

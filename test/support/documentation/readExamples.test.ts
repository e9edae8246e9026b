import * as assert from '../assert.ts';
import { suite } from '../suite.ts';
import { readExamples } from './readExamples.ts';

const reading = suite('readExamples');

const fence = '```';
const text = `# Page

${fence}ts
const a = 1;
${fence}

${fence}sh
npm ci
${fence}

${fence}ts no-run
const b = 2;
${fence}
`;

reading('takes every block of TypeScript in README.md', () => {
  assert.equal(readExamples({ path: 'README.md', text }), [
    { page: 'README.md', line: 4, code: 'const a = 1;\n', run: true },
    { page: 'README.md', line: 12, code: 'const b = 2;\n', run: false },
  ]);
});

reading('takes only the marked blocks of another page', () => {
  const found = readExamples({ path: 'src/wire/PROTOCOL.md', text });
  assert.equal(
    found.map((example) => example.line),
    [12],
  );
});

reading('takes the indentation of a block away', () => {
  const indented = `- item\n\n  ${fence}ts\n  if (a) {\n    b();\n  }\n  ${fence}\n`;
  const [example] = readExamples({ path: 'README.md', text: indented });
  assert.is(example?.code, 'if (a) {\n  b();\n}\n');
});

reading.run();

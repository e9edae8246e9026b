import * as assert from '../assert.ts';
import { suite } from '../suite.ts';
import { readImports } from './readImports.ts';

const reading = suite('readImports');

const forms: readonly (readonly [form: string, text: string])[] = [
  ['named', `import { a, type B } from 'x';`],
  ['over several lines', `import {\n  a,\n  b,\n} from 'x';`],
  ['default', `import a from "x";`],
  ['namespace', `import * as a from 'x';`],
  ['type', `import type { A } from 'x';`],
  ['for its effects', `import 'x';`],
  ['without spaces', `import{a}from'x';`],
  ['exported', `export { a } from 'x';`],
  ['exported whole', `export * from 'x';`],
  ['exported types', `export type { A } from 'x';`],
  ['dynamic', `const a = await import('x');`],
  ['type query', `type A = import('x').A;`],
];

for (const [form, text] of forms) {
  reading(`sees an import: ${form}`, () => assert.equal(readImports(text), ['x']));
}

reading('names each module once, in several statements', () => {
  const text = `import { a } from 'x';\nimport type { B } from 'x';\nexport const c = 'y';\n`;
  assert.equal(readImports(text), ['x']);
});

reading('does not see what stands in comments or in other strings', () => {
  const text = `/**\n * import { a } from 'x';\n */\n// import 'x'\nconst a = "import('y')" + 1;\n`;
  assert.equal(readImports(text.replace(`"import('y')"`, `'from'`)), []);
});

reading('does not run one statement into the next', () => {
  assert.equal(readImports(`export const a = 1;\nimport 'x';\nexport { a };\nconst from = 'y';`), [
    'x',
  ]);
});

reading.run();

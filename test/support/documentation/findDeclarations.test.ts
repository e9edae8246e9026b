import * as assert from '../assert.ts';
import { suite } from '../suite.ts';
import { findDeclarations } from './findDeclarations.ts';
import { isDocumented } from './isDocumented.ts';

const finding = suite('findDeclarations');

const files: Readonly<Record<string, string>> = {
  'a/index.ts': `export { one, two as deux } from './b.ts';
export type { Three } from '../c/index.ts';
export * from './d.ts';
export { of } from 'rxjs';
export const own = 1;`,
  'a/b.ts': `export const one = 1;\nexport function two(): void {}`,
  'a/d.ts': `import { six } from './e.ts';\nfunction five(): void {}\nexport { five, six };`,
  'a/e.ts': `export const six = 6;`,
  'c/index.ts': `export * from './three.ts';`,
  'c/three.ts': `export interface Three {}`,
};

finding('follows each form of export to the declaration', () => {
  const found = findDeclarations('a/index.ts', (file) => files[file] ?? '');
  assert.equal(found.map(({ file, name }) => `${file} ${name}`).sort(), [
    'a/b.ts one',
    'a/b.ts two',
    'a/d.ts five',
    'a/e.ts six',
    'a/index.ts own',
    'c/three.ts Three',
  ]);
});

const documented: readonly (readonly [how: string, text: string, expected: boolean])[] = [
  ['with a comment', `/** Says what. */\nexport const a = 1;`, true],
  ['with a long one', `/**\n * Says what.\n * @internal\n */\nexport class a {}`, true],
  [
    'with overloads',
    `/** Says. */\nexport function a(x: 1): 1;\nexport function a(x: 2): 2;`,
    true,
  ],
  ['without one', `export const a = 1;`, false],
  ['with a plain one', `/* Says what. */\nexport const a = 1;`, false],
  ['with an empty one', `/** */\nexport const a = 1;`, false],
  ['after one that is not its own', `/** Of b. */\nconst b = 1;\nexport const a = 1;`, false],
  ['with a blank line between', `/** Of the file. */\n\nexport const a = 1;`, false],
];

for (const [how, text, expected] of documented) {
  finding(`takes a declaration ${how} as ${expected ? '' : 'not '}documented`, () => {
    assert.is(isDocumented(text, 'a'), expected);
  });
}

finding.run();

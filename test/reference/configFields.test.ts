import * as assert from '../support/assert.ts';
import { suite } from '../support/suite.ts';
import { configFields } from './configFields.ts';

const fields = suite('configFields');

const texts = [
  `export interface Base<T> {
  /** Of [0, 1). */
  readonly a: (value: T) => number;
  readonly b?: 'x' | 'y';
}
export interface Derived<T, K extends Key> extends Base<T>, Omit<Other, 'd'> {
  /** Its own. */
  readonly b: Map<string, { readonly of: K }>;
}`,
  `export interface Other {
  c(): void;
  d: 1;
}
export type Choice<T> = (
  | { readonly e: 1; readonly f?: never }
  | Base<T>
) & { g: 2 };`,
];

function found(type: string): string {
  const { common, variants } = configFields(type, texts);
  return [common, ...variants]
    .map((list) =>
      list.map(({ name, optional, type: of }) => `${name}${optional ? '?' : ''} ${of}`),
    )
    .map((list) => list.join('; '))
    .join(' / ');
}

const cases: readonly (readonly [what: string, type: string, expected: string])[] = [
  ['of an interface', 'Base', "a (value: T) => number; b? 'x' | 'y'"],
  [
    'of what it extends, but for those that it declares again or leaves out',
    'Derived',
    'b Map<string, { readonly of: K }>; a (value: T) => number; c (): void',
  ],
  ['of a choice, by variant', 'Choice', "g 2 / e 1 / a (value: T) => number; b? 'x' | 'y'"],
  ['of an unknown type: none', 'Unknown', ''],
];

for (const [what, type, expected] of cases) {
  fields(`gives the fields ${what}`, () => {
    assert.is(found(type), expected);
  });
}

fields('gives the comment of a field on one line', () => {
  const comments = configFields('Base', texts).common.map(({ comment }) => comment);
  assert.equal(comments, ['Of [0, 1).', '']);
});

fields.run();

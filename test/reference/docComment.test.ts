import * as assert from '../support/assert.ts';
import { suite } from '../support/suite.ts';
import { firstSentence, parseDocComment } from './docComment.ts';

const comments = suite('docComment');

const fence = '```';

const operator = `/**
 * Lets values pass: all of them,
 * always. It says more.
 *
 *     in   a-|
 *
 * - emits: each value,
 *   at once
 * - late events: none
 *
 * More.
 *
 * @example
 * ${fence}ts
 * run(); // 1
 * ${fence}
 */`;

comments('takes the points of an operator and its example out of its description', () => {
  const { description, example, points } = parseDocComment(operator);
  assert.is(
    description,
    'Lets values pass: all of them,\nalways. It says more.\n\n    in   a-|\n\nMore.',
  );
  assert.equal(
    [...points],
    [
      ['emits', 'each value, at once'],
      ['late events', 'none'],
    ],
  );
  assert.is(example, 'run(); // 1\n');
});

comments('takes the points of an aggregate out of its paragraphs', () => {
  const { description, points } = parseDocComment(`/**
 * The largest.
 *
 * Result: exact. More of it. State: 8 bytes a
 * row. Not removable: why
 * not.
 *
 * Errors: none.
 */`);
  assert.is(description, 'The largest.');
  assert.equal(
    [...points],
    [
      ['result', 'exact. More of it.'],
      ['state', '8 bytes a row.'],
      ['errors', 'none.'],
      ['removable', 'Not removable: why not.'],
    ],
  );
});

comments('gives the first sentence on one line', () => {
  assert.is(firstSentence(parseDocComment(operator)), 'Lets values pass: all of them, always.');
});

comments('finds no points and no example where there are none', () => {
  const { example, points } = parseDocComment('/** Says what. */');
  assert.is(points.size, 0);
  assert.is(example, undefined);
});

comments.run();

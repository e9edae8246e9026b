import type { RowSource } from '../../operators/index.ts';
import * as assert from './assert.ts';
import { steeredSource } from './steeredSource.ts';

/**
 * Goes on from positions all over a source, with checkpoints on the way; what was given before and after them is all of it, once.
 */
export async function goesOn<T>(make: () => RowSource<T>, steps: readonly number[]): Promise<void> {
  const whole = await steeredSource(make(), Infinity);
  assert.equal(whole.marks, ['restore', 'exhausted', 'barrier']);
  let snapshot = {};
  const values: T[] = [];
  for (const step of [...steps, Infinity, Infinity]) {
    const given = await steeredSource(make(), step, structuredClone(snapshot), 3);
    assert.is(given.marks[0], 'restore');
    values.push(...given.values);
    ({ snapshot } = given);
  }
  assert.is(values.length, whole.values.length);
  assert.equal(values, whole.values);
}

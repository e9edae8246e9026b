import type { TestScheduler } from 'rxjs/testing';
import type { Chunk } from '../../../operators/kernel/index.ts';
import { chunkOf } from '../../support/chunks.ts';
import { laterAnswer } from './laterAnswer.ts';

/** Stands for a promise that is never settled. */
export const NEVER_ANSWERS: PromiseLike<string> = new Promise(() => undefined);

/** A chunk of one value. */
export const one: (value: string) => Chunk<string> = (value) =>
  chunkOf([[value, 1]], { before: 0, watermark: 0 });

/** Each value is answered after as many milliseconds as its letter says (a: 1, b: 2), in upper case. */
export function delayed(scheduler: TestScheduler, value: string): PromiseLike<string> {
  return laterAnswer(scheduler, value.charCodeAt(0) - 96, () => {
    if (value === 'x') throw new Error('no such value');
    return value.toUpperCase();
  });
}

import { dateOf } from '../runtime/index.ts';

/** By which a date is known. */
export const datePrototype: unknown = Object.getPrototypeOf(dateOf(0));

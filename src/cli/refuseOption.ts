import { InvalidArgumentError } from 'commander';
import { show } from '../../operators/index.ts';

/** Refuses the value of an option; the command line puts the option's name before the text. */
export function refuseOption(expected: string, text: string): never {
  throw new InvalidArgumentError(`Expected ${expected}, got ${show(text)}.`);
}

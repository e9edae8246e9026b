import type { Command } from 'commander';
import { demoList } from './demoList.ts';

/**
 * The words behind `millrace help` that explain the command of a command line, such as `state show`; of one
 * that asks for help itself, that of what it asks for.
 */
export function commandPath(program: Command, words: readonly string[]): readonly string[] {
  const [first, ...rest] = words;
  const command = program.commands.find((one) => one.name() === first);
  if (command === undefined || first === undefined) return [];
  if (first === 'help') return commandPath(program, rest);
  const isDemo = first === 'demo' && demoList.some(({ name }) => name === rest[0]);
  return [first, ...(isDemo ? rest.slice(0, 1) : commandPath(command, rest))];
}

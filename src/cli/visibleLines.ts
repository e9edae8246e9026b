import { visibleJson as escapedJson } from '../sinks/index.ts';
import { visibleText } from '../sources/index.ts';

/** Lines of text from elsewhere, with what a terminal does not show, or obeys, as its number. */
export function visibleLines(text: string): string {
  return text.split('\n').map(visibleText).join('\n');
}

/** A value as JSON for people and programs; what a terminal would obey is escaped, as JSON can. */
export function visibleJson(value: unknown): string {
  return escapedJson(JSON.stringify(value, undefined, 2));
}

/** The same in one line. */
export function visibleLine(value: unknown): string {
  return escapedJson(JSON.stringify(value));
}

import { linesOf, oneLine } from './docComment.ts';
import { splitTop, untilClosed } from './splitTop.ts';

/** A field of a config. */
export interface Field {
  readonly name: string;
  readonly optional: boolean;
  readonly type: string;
  readonly comment: string;
}

/** The fields that a config always has, and those of its variants, where it is one of several. */
export interface ConfigFields {
  readonly common: readonly Field[];
  readonly variants: readonly (readonly Field[])[];
}

const NONE: ConfigFields = { common: [], variants: [] };

/** The fields of a type of the library, followed through the types that it is made of. */
export function configFields(type: string, texts: readonly string[]): ConfigFields {
  const declared = new RegExp(`^export (?<kind>interface|type) ${type}\\b`, 'm');
  for (const text of texts) {
    const match = declared.exec(text);
    if (!match) continue;
    const rest = text.slice(match.index + match[0].length);
    return match.groups?.['kind'] === 'type' ? ofAlias(rest, texts) : ofInterface(rest, texts);
  }
  return NONE;
}

type Texts = readonly string[];

function ofAlias(rest: string, texts: Texts): ConfigFields {
  const [whole = ''] = splitTop(rest, ';');
  const [, ...definition] = splitTop(whole, '=');
  return ofType(definition.join('='), texts);
}

function ofInterface(rest: string, texts: Texts): ConfigFields {
  const [head = ''] = splitTop(rest, '{');
  const body = untilClosed(rest.slice(head.length));
  const generics = head.startsWith('<') ? untilClosed(head) : '';
  const parents = head
    .slice(generics.length)
    .replace(/^\s*extends /, '')
    .trim();
  const named = parents === '' ? [] : splitTop(parents, ',');
  return joined([
    { common: fieldsIn(body), variants: [] },
    ...named.map((one) => ofType(one, texts)),
  ]);
}

function ofType(written: string, texts: Texts): ConfigFields {
  const type = written.trim().replace(/^[|&]/, '').trim();
  const choices = splitTop(type, '|');
  if (choices.length > 1) {
    const variants = choices.map((one) => ofType(one, texts).common);
    return { common: [], variants };
  }
  const parts = splitTop(type, '&');
  if (parts.length > 1) return joined(parts.map((one) => ofType(one, texts)));
  if (type.startsWith('(')) return ofType(type.slice(1, -1), texts);
  if (type.startsWith('{')) return { common: fieldsIn(type), variants: [] };
  if (type.startsWith('Omit<')) return without(type, texts);
  return configFields(/^\w+/.exec(type)?.[0] ?? '', texts);
}

function without(type: string, texts: Texts): ConfigFields {
  const [from = '', names = ''] = splitTop(type.slice('Omit<'.length, -1), ',');
  const left = new Set([...names.matchAll(/'(?<name>\w+)'/g)].map((match) => match[1]));
  const kept = (fields: readonly Field[]) => fields.filter(({ name }) => !left.has(name));
  const { common, variants } = ofType(from, texts);
  return { common: kept(common), variants: variants.map(kept) };
}

// A field that is declared again hides the one it is derived from.
function joined(all: readonly ConfigFields[]): ConfigFields {
  const common = all.flatMap((one) => one.common);
  const names = common.map(({ name }) => name);
  return {
    common: common.filter(({ name }, index) => names.indexOf(name) === index),
    variants: all.flatMap((one) => one.variants),
  };
}

function fieldsIn(body: string): readonly Field[] {
  return splitTop(body.trim().slice(1, -1), ';').flatMap((member) => {
    const match =
      /^\s*(?<comment>\/\*\*[\s\S]*?\*\/)?\s*(?:readonly )?(?<name>\w+)(?<optional>\??)(?<type>[:(][\s\S]*)$/.exec(
        member,
      );
    const { comment = '', name = '', optional, type = '' } = match?.groups ?? {};
    const written = oneLine(type.replace(/^:/, '')).replace(/^\| /, '');
    if (!match || written === 'never') return [];
    const said = linesOf(comment);
    return [{ name, optional: optional === '?', type: written, comment: oneLine(said) }];
  });
}

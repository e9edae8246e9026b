type Random = (below: number) => number;

/** A sound message of each kind, which the others are made of. */
const SOUND: readonly string[] = [
  '{"t":"hello","v":1,"client":{"name":"x","version":"1"},"token":"abc"}',
  '{"t":"auth","token":"abc"}',
  '{"t":"auth","token":"bob"}',
  '{"t":"sub","id":1,"feed":"events","since":"start","slow":"latest"}',
  '{"t":"sub","id":2,"feed":"events","since":{"last":5},"slow":{"drop":3},"fields":["n","text"]}',
  '{"t":"sub","id":3,"feed":"events","since":{"time":1700000000000},"slow":{"sample":100}}',
  '{"t":"sub","id":4,"feed":"events","since":{"epoch":"e","off":7},"filter":"d.n > 3","delay":50}',
  '{"t":"sub","id":5,"feed":"table"}',
  '{"t":"set","id":2,"filter":"d.text.startsWith(\\"a\\")","fields":["n"],"delay":1}',
  '{"t":"hist","req":1,"feed":"events","since":"start","limit":3,"reverse":true}',
  '{"t":"sub","id":6,"feed":"table","since":"start","slow":"latest"}',
  '{"t":"set","id":5,"slow":{"drop":2}}',
  '{"t":"hist","req":4,"feed":"table"}',
  '{"t":"ctl","req":5,"act":"pause"}',
  '{"t":"ctl","req":2,"act":"seek","to":5}',
  '{"t":"ctl","req":3,"act":"speed","speed":"max"}',
  '{"t":"unsub","id":1}',
  '{"t":"ping","n":1}',
  '{"t":"pong","n":1}',
];

/** What is put in the place of a value. */
const VALUES: readonly string[] = [
  'null',
  'true',
  '-1',
  '0',
  '1.5',
  '1e308',
  '1e999',
  '-0',
  '9007199254740993',
  '""',
  '"\\u0000"',
  '"\\ud800"',
  '"constructor"',
  '"__proto__"',
  '[]',
  '{}',
  '{"__proto__":{"polluted":1}}',
  '{"constructor":{"prototype":{"polluted":1}}}',
  '{"toString":1,"valueOf":2,"then":3}',
  '{"last":1e15}',
  '{"epoch":"x"}',
  '[[[[[[[[]]]]]]]]',
  `"${'x'.repeat(300)}"`,
  `"${'('.repeat(200)}"`,
  '"d.n.n.n.n.n > 1 && ".',
  '"[1,2,3].all(x, [1,2,3].all(y, [1,2,3].exists(z, z > x)))"',
  '"d.text.matches(\\"(a+)+$\\")"',
  '"d.n + 9223372036854775807 > 0"',
  `"${'!'.repeat(500)}true"`,
  `"${'d.n == 1 || '.repeat(80)}true"`,
];

type Change = (text: string, random: Random) => string;

const CHANGES: readonly Change[] = [
  (text) => text,
  // Cut off.
  (text, random) => text.slice(0, random(text.length)),
  // One character changed, or left out.
  (text, random) => {
    const at = random(text.length);
    return text.slice(0, at) + String.fromCharCode(random(256)) + text.slice(at + random(2));
  },
  // Another value.
  (text, random) =>
    text.replace(/:("[^"]*"|[\d.]+|true)/g, (whole) =>
      random(3) === 0 ? `:${VALUES[random(VALUES.length)] as string}` : whole,
    ),
  // A field of another name.
  (text, random) =>
    text.replace(/"(\w+)":/g, (whole) =>
      random(4) === 0
        ? `"${['__proto__', 'constructor', 't', 'id', 'x'][random(5)] as string}":`
        : whole,
    ),
  // Two as one.
  (text, random) => text + (SOUND[random(SOUND.length)] as string),
  // A field more.
  (text, random) => text.replace('{', `{"__proto__":${VALUES[random(VALUES.length)] as string},`),
  // Nested deeply.
  (_, random) => {
    const depth = 1 + random(random(20) === 0 ? 20_000 : 200);
    return `{"t":"ping","n":${'['.repeat(depth)}${random(2) === 0 ? ']'.repeat(depth) : ''}}`;
  },
  // Any characters.
  (_, random) =>
    Array.from({ length: random(80) }, () => String.fromCharCode(random(65_536))).join(''),
];

/** What a client sends that means harm, or does not know better. */
export function hostileText(random: Random): string {
  const change = CHANGES[random(CHANGES.length)] as Change;
  return change(SOUND[random(SOUND.length)] as string, random);
}

import { readdirSync } from 'node:fs';
import path from 'node:path';
import { checkImport, packageOf } from './support/architecture/checkImport.ts';
import { exportedNames } from './support/architecture/exportedNames.ts';
import { findCycle } from './support/architecture/findCycle.ts';
import { isNamedAfterAnExport } from './support/architecture/isNamedAfterAnExport.ts';
import { drivers, families, layers, subscribing, topLevel } from './support/architecture/layers.ts';
import { readImports } from './support/architecture/readImports.ts';
import { roomOf } from './support/architecture/roomOf.ts';
import { withoutComments } from './support/architecture/withoutComments.ts';
import * as assert from './support/assert.ts';
import { projectRoot } from './support/projectRoot.ts';
import { readSources } from './support/readSources.ts';
import { suite } from './support/suite.ts';

const architecture = suite('architecture');

const code = readSources(['operators', 'src', 'demos'], '.ts');
const all = [...code, ...readSources(['test'], '.ts')];
const imports = new Map(code.map((file) => [file.path, readImports(file.text)]));

/** Fails with one fault per line. */
function none(faults: readonly string[]): void {
  assert.ok(faults.length === 0, `\n${faults.join('\n')}`);
}

/** The files among the imports of a file, as paths of the project. */
function filesBehind(file: string, names: readonly string[]): readonly string[] {
  const folder = path.posix.dirname(file);
  return names.filter((name) => name.startsWith('.')).map((name) => path.posix.join(folder, name));
}

architecture('reads the code that it judges', () => {
  assert.ok(code.length > 0 && imports.size === code.length);
});

architecture('a room imports only rooms below it, through their index', () => {
  none(
    [...imports].flatMap(([file, names]) => names.flatMap((name) => checkImport(file, name) ?? [])),
  );
});

architecture('every room of the library and of the engine has its layer', () => {
  const rooms = new Set(code.map((file) => roomOf(file.path)));
  const unknown = [...rooms].filter((room) => room !== 'demos' && layers[room] === undefined);
  none(unknown.map((room) => `${room} is not in the table of layers`));
});

architecture('the table of layers has no cycle', () => {
  const edges = new Map(Object.entries(layers).map(([name, room]) => [name, room.rooms]));
  assert.is(findCycle(edges)?.join(' → '), undefined);
});

architecture('no file imports itself through others', () => {
  const edges = new Map([...imports].map(([file, names]) => [file, filesBehind(file, names)]));
  assert.is(findCycle(edges)?.join(' → '), undefined);
});

architecture('a driver appears in one file of a room', () => {
  for (const driver of drivers) {
    const users = [...imports].filter(([, names]) => names.map(packageOf).includes(driver));
    const inEngine = users.map(([file]) => file).filter((file) => file.startsWith('src/'));
    const rooms = inEngine.map(roomOf);
    const twice = inEngine.filter((_, index) => rooms.indexOf(rooms[index] ?? '') !== index);
    none(twice.map((file) => `${driver} has its adapter in ${roomOf(file)} already (${file})`));
  }
});

architecture('operators subscribe through the kernel', () => {
  const subscribers = code
    .filter((file) => /\.subscribe\(/.test(withoutComments(file.text)))
    .map((file) => file.path)
    .filter((file) => file.startsWith('operators/') && roomOf(file) !== 'operators/kernel');
  const wrong = subscribers.filter((file) => !subscribing.includes(file));
  none(wrong.map((file) => `subscribe only in the kernel (${file})`));
});

architecture('a file is named after what it exports', () => {
  const exempt = ['index.ts', 'browser.ts', 'main.ts', ...families];
  const judged = code.filter(
    (file) => !file.path.endsWith('.d.ts') && !exempt.includes(path.posix.basename(file.path)),
  );
  const wrong = judged.filter((file) => !isNamedAfterAnExport(file.path, file.text));
  none(
    wrong.map(
      (file) => `${file.path} exports nothing of its name: ${exportedNames(file.text).join(', ')}`,
    ),
  );
});

architecture('the top level holds the agreed names', () => {
  const names = readdirSync(projectRoot).filter((name) => !name.startsWith('.'));
  none(names.filter((name) => !topLevel.includes(name)).map((name) => `unexpected: ${name}`));
});

architecture('nothing is marked to be done later', () => {
  const marker = new RegExp(`\\b(${['TO', 'FIX'].join('DO|')}ME)\\b`);
  const texts = [...all, ...readSources(['operators', 'src', 'demos', 'test'], '.md')];
  none(texts.filter((file) => marker.test(file.text)).map((file) => `a marker in ${file.path}`));
});

architecture('no file has more than 400 lines', () => {
  const long = all.filter((file) => file.text.split('\n').length > 401);
  none(long.map((file) => `${file.path} has ${file.text.split('\n').length - 1} lines`));
});

architecture.run();

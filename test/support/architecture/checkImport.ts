import path from 'node:path';
import { forTests, layers, type Room } from './layers.ts';
import { roomOf } from './roomOf.ts';

/** Why a file must not import a module, or undefined when it may. */
export function checkImport(file: string, name: string): string | undefined {
  const fault = name.startsWith('.')
    ? checkFile(file, path.posix.join(path.posix.dirname(file), name))
    : checkPackage(file, name);
  return fault === undefined ? undefined : `${fault} (${file})`;
}

function checkFile(file: string, target: string): string | undefined {
  const [from, to] = [roomOf(file), roomOf(target)];
  const room = layers[from];
  if (from === to) return insideRoom(file, target);
  if (room === undefined) return `${short(from)} may not import ${target}`;
  if (!room.rooms.includes(to)) return `${short(from)} may not import ${short(to)}`;
  return target === `${to}/index.ts`
    ? undefined
    : `${short(from)} may import ${short(to)} only through its index.ts, not ${target}`;
}

function insideRoom(file: string, target: string): string | undefined {
  const room = roomOf(file);
  const around = target === `${room}/index.ts` && room !== 'demos';
  return around ? `${short(room)} may not import its own index.ts` : undefined;
}

function checkPackage(file: string, name: string): string | undefined {
  const from = roomOf(file);
  const inTests = name === 'rxjs/testing' && forTests.includes(from);
  if (name.startsWith('rxjs/') && !inTests) return `${short(from)} may import rxjs only as 'rxjs'`;
  // A page of the engine is a client like any other.
  if (name === 'millrace/client' && /^src\/\w+\/page\//.test(file)) return undefined;
  const room = layers[from];
  return room === undefined || mayUse(room, from, name)
    ? undefined
    : `${short(from)} may not import ${name}`;
}

function mayUse(room: Room, from: string, name: string): boolean {
  if (name.startsWith('node:')) return room.node;
  if (name.startsWith('millrace')) return from === 'src/cli' && name.startsWith('millrace/demos/');
  return room.packages.includes(packageOf(name));
}

/** The package that a module belongs to: `csv-parse` for `csv-parse/sync`. */
export function packageOf(name: string): string {
  return name
    .split('/')
    .slice(0, name.startsWith('@') ? 2 : 1)
    .join('/');
}

// `windows` says enough: no two rooms share a name.
function short(room: string): string {
  return room.replace(/^(operators|src)\//, '');
}

import * as assert from '../assert.ts';
import { suite } from '../suite.ts';
import { chooseTests } from './chooseTests.ts';
import type { TestFile } from './findTests.ts';

const choosing = suite('chooseTests');

const files = [
  file('project', 'architecture'),
  file('operators/windows', 'fixedWindow'),
  file('operators/keyed', 'topN'),
  file('src/feed', 'feed'),
];

function file(room: string, name: string): TestFile {
  return { path: `${room}/${name}.test.js`, room, name };
}

function chosen(...words: readonly string[]): readonly string[] {
  return chooseTests(files, words).map((one) => one.name);
}

choosing('takes everything when no word is given', () => {
  assert.equal(chosen(), ['architecture', 'fixedWindow', 'topN', 'feed']);
});

choosing('takes a room by its path, by its name or by the folder above it', () => {
  assert.equal(chosen('operators/windows'), ['fixedWindow']);
  assert.equal(chosen('windows'), ['fixedWindow']);
  assert.equal(chosen('test/operators/'), ['fixedWindow', 'topN']);
  assert.equal(chosen('project'), ['architecture']);
});

choosing('takes a single file by its name', () => {
  assert.equal(chosen('topN'), ['topN']);
});

choosing('adds up several words in the order of the files', () => {
  assert.equal(chosen('feed', 'windows'), ['fixedWindow', 'feed']);
});

choosing('refuses a word that matches nothing and names the nearest', () => {
  assert.throws(() => chosen('window'), "named 'window'. Did you mean 'windows'?");
});

choosing.run();

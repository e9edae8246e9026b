import { internedName } from '../../../src/recording/internedName.ts';
import * as assert from '../../support/assert.ts';
import { suite } from '../../support/suite.ts';

const test = suite('internedName');

test('gives back the same text, whatever it means elsewhere', () => {
  for (const name of ['', 'price', '0', '__proto__', 'constructor', '\ud800', 'é'.repeat(2_000)]) {
    // As names come out of a file: cut out of bytes.
    assert.is(internedName(Buffer.from(name, 'utf16le').toString('utf16le')), name);
  }
});

test.run();

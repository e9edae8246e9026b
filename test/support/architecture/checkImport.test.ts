import * as assert from '../assert.ts';
import { suite } from '../suite.ts';
import { checkImport } from './checkImport.ts';

const checking = suite('checkImport');

const allowed: readonly (readonly [file: string, name: string])[] = [
  ['operators/windows/x.ts', './y.ts'],
  ['operators/windows/x.ts', '../kernel/index.ts'],
  ['operators/windows/x.ts', 'rxjs'],
  ['operators/testing/x.ts', 'rxjs/testing'],
  ['operators/index.ts', './windows/index.ts'],
  ['src/wire/codec/x.ts', '../y.ts'],
  ['src/wire/codec/x.ts', '../../../operators/index.ts'],
  ['src/feed/x.ts', 'node:http'],
  ['src/sources/x.ts', 'csv-parse/sync'],
  ['src/cli/x.ts', '../dashboard/index.ts'],
  ['src/cli/x.ts', 'millrace/demos/departures'],
  ['demos/departures/x.ts', 'millrace/feed'],
  ['demos/departures/page/x.ts', '../../shared/y.ts'],
  ['demos/departures/x.ts', 'd3-geo'],
];

for (const [file, name] of allowed) {
  checking(`${file} may import ${name}`, () => assert.is(checkImport(file, name), undefined));
}

const refused: readonly (readonly [file: string, name: string, fault: string])[] = [
  ['operators/windows/x.ts', '../../src/feed/index.ts', 'windows may not import feed'],
  ['operators/kernel/x.ts', '../time/index.ts', 'kernel may not import time'],
  ['operators/aggregates/x.ts', '../time/index.ts', 'aggregates may not import time'],
  ['operators/windows/x.ts', './index.ts', 'windows may not import its own index.ts'],
  ['operators/windows/x.ts', 'rxjs/operators', `windows may import rxjs only as 'rxjs'`],
  ['operators/windows/x.ts', 'rxjs/testing', `windows may import rxjs only as 'rxjs'`],
  ['operators/windows/x.ts', 'node:fs', 'windows may not import node:fs'],
  ['operators/windows/x.ts', 'ws', 'windows may not import ws'],
  ['operators/windows/x.ts', 'millrace', 'windows may not import millrace'],
  ['operators/windows/x.ts', '../index.ts', 'windows may not import operators'],
  ['src/client/x.ts', '../feed/index.ts', 'client may not import feed'],
  ['src/graph/x.ts', 'ws', 'graph may not import ws'],
  ['src/graph/x.ts', '../../test/x.ts', 'graph may not import test'],
  ['src/unheard/x.ts', '../graph/index.ts', 'unheard may not import src/graph/index.ts'],
  ['demos/departures/x.ts', '../../operators/index.ts', 'demos may not import operators/index.ts'],
];

for (const [file, name, fault] of refused) {
  checking(`${file} may not import ${name}`, () => {
    assert.is(checkImport(file, name), `${fault} (${file})`);
  });
}

checking('names the index.ts to go through', () => {
  assert.match(
    checkImport('operators/windows/x.ts', '../kernel/operate.ts') ?? '',
    'windows may import kernel only through its index.ts, not operators/kernel/operate.ts',
  );
});

checking.run();

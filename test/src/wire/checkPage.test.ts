import { checkPage, WireError } from '../../../src/wire/index.ts';
import type { Page } from '../../../src/wire/index.ts';
import { suite } from '../../support/suite.ts';
import * as assert from '../../support/assert.ts';

const test = suite('checkPage');

const page = {
  t: 'page',
  req: 1,
  epoch: 'e',
  off: 2,
  floor: 0,
  wm: 0,
  offs: [1],
  items: [{ et: 0 }],
};

const BAD: readonly (readonly [page: object, error: string])[] = [
  [{ ...page, offs: [] }, 'page: offs: expected as many as items'],
  [{ ...page, offs: [-1] }, 'page: offs: off: expected'],
  [{ ...page, epoch: 1 }, 'page: epoch'],
  [{ ...page, next: 'x' }, 'page: next'],
  [{ ...page, skips: [{ from: 1, to: 0 }] }, 'skip: to'],
  [{ ...page, off: -1 }, 'page: off'],
  [{ ...page, floor: '0' }, 'page: floor'],
  [{ ...page, wm: null }, 'page: wm'],
];

test('takes offsets in any order', () => {
  checkPage(page as unknown as Page);
  const items = [{ et: 0 }, { et: 1 }];
  checkPage({ ...page, offs: [7, 3], items, next: -1, skips: [] } as unknown as Page);
});

test('refuses pages in which what a client leans on is missing or wrong', () => {
  for (const [bad, expected] of BAD) {
    try {
      checkPage(bad as Page);
      assert.unreachable(JSON.stringify(bad));
    } catch (error) {
      assert.instance(error, WireError, String(error));
      assert.match((error as WireError).message, expected);
    }
  }
});

test.run();

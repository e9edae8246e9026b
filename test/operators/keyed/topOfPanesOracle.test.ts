import { suite } from '../../support/suite.ts';
import { checkTopOfPanes, windowKinds } from './checkTopOfPanes.ts';

const test = suite('topPerWindow behind windows that take panes back');

for (const kind of Object.keys(windowKinds)) {
  test(`ranks panes of ${kind} windows, whatever fires them and takes them back`, () => {
    for (let seed = 1; seed <= 30; seed += 1) checkTopOfPanes(seed, kind);
  });
}

test.run();

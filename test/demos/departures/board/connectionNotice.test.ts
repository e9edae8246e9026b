import {
  connectionNotice,
  connectionWord,
} from '../../../../demos/departures/board/connectionNotice.ts';
import * as assert from '../../../support/assert.ts';
import { suite } from '../../../support/suite.ts';

const notice = suite('connectionNotice');

const nothing = new Map<string, string>();

for (const [state, done, word] of [
  ['connecting', false, 'connecting…'],
  ['live', false, 'live'],
  ['live', true, 'complete'],
  ['reconnecting', true, 'reconnecting…'],
  ['closed', false, 'closed'],
] as const) {
  notice(`${state}${done ? ' at the end' : ''} is told as ${word}`, () => {
    assert.is(connectionWord(state, done), word);
  });
}

notice('says nothing while all is well', () => {
  assert.is(connectionNotice('live', nothing), '');
  assert.is(connectionNotice('connecting', nothing), '');
});

notice('says that the server is away', () => {
  assert.match(connectionNotice('reconnecting', nothing), 'The server is away');
});

notice('says why a feed does not come', () => {
  const problems = new Map([['routes', "feed 'routes': failed"]]);
  assert.is(connectionNotice('live', problems), "feed 'routes': failed");
});

notice.run();

import {
  ArgumentTypeError,
  checkConfig,
  checkFunction,
  checkNumber,
  checkWord,
  show,
} from '../../operators/index.ts';
import { SUBPROTOCOLS } from '../wire/index.ts';
import type { CodecName } from '../wire/index.ts';
import type { ClientConfig } from './clientConfig.ts';
import type { ConnectorConfig } from './serverLink.ts';

const OWNER = 'connectFeeds';

const CODECS = Object.keys(SUBPROTOCOLS) as CodecName[];

/** Checks a client's config and fills in the defaults. */
export function connectorConfig(url: string, config: ClientConfig): ConnectorConfig {
  if (typeof url !== 'string' || !/^wss?:\/\/./.test(url)) {
    throw new ArgumentTypeError(
      OWNER,
      'url',
      "an address such as 'ws://127.0.0.1:8080/feed'",
      show(url),
    );
  }
  checkConfig(OWNER, config);
  const { subprotocol = 'json', name = 'millrace' } = config;
  const { token } = config;
  if (token !== undefined && typeof token !== 'string') checkFunction(OWNER, 'token', token);
  const { minDelay = 500, maxDelay = 20_000, connectTimeout = 10_000 } = config;
  return {
    url,
    name,
    token,
    codec: checkWord(OWNER, 'subprotocol', subprotocol, CODECS),
    minDelay: checkNumber(OWNER, 'minDelay', minDelay, { min: 0 }),
    maxDelay: checkNumber(OWNER, 'maxDelay', maxDelay, { min: minDelay }),
    connectTimeout: checkNumber(OWNER, 'connectTimeout', connectTimeout, { min: 1 }),
  };
}

import { isCodedError, StreamError } from 'millrace';

/** A port that is taken, with the words that choose another one; any other error as it is. */
export function portTaken(error: unknown): unknown {
  if (!isCodedError(error) || error.code !== 'MILLRACE_PORT_IN_USE') return error;
  // How its server is told another port is not for who runs a demo.
  const [fault] = error.message.split('; ');
  const fix = 'Is a demo running already? Choose a free port: npm run demo -- --port 0';
  return new StreamError(error.code, `${fault}. ${fix}`, { cause: error });
}

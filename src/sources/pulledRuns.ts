import { Observable } from 'rxjs';
import { Pressure } from '../../operators/index.ts';
import type { PressureConfig } from '../../operators/index.ts';
import { PullLoop } from './pullLoop.ts';
import type { PulledSetup } from './pulledSetup.ts';

/** The one loop of all pulled sources: gives one run a turn, and none while the pressure is high. */
export function pulledRuns<R, O>(setup: PulledSetup<R, O>): Observable<O> {
  checkPressure(setup.config.pressure);
  return new Observable((subscriber) => new PullLoop(setup, subscriber).start());
}

/** Bad marks are told when the source is made, not when it is subscribed to. */
function checkPressure(config: Pressure | PressureConfig | undefined): void {
  void Pressure.of(config);
}

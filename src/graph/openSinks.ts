import type { OpenCoordinator } from './openCoordinator.ts';
import type { RunSetup } from './runSetup.ts';
import { sinkPart } from './sinkPart.ts';

/** Opens the sinks of a graph, each where the checkpoint was. */
export async function openSinks(
  { graph, stages, runtime }: Pick<RunSetup, 'graph' | 'stages' | 'runtime'>,
  opened: OpenCoordinator | undefined,
): Promise<void> {
  const sinks = stages.flatMap(({ name, sink }) => (sink === undefined ? [] : [{ name, sink }]));
  await Promise.all(
    sinks.map(({ name, sink }) =>
      sink.open({
        name: `${graph}/${name}`,
        saved: opened?.snapshot[`${name}/${sinkPart}`],
        runtime,
        hasCheckpoints: opened !== undefined,
        // Whether it could be stored is told by `onError`.
        requestCheckpoint: () => void opened?.coordinator.take().catch(() => undefined),
      }),
    ),
  );
}

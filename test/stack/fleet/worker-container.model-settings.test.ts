import { expect, it } from 'vitest';
import * as z from 'zod';
import { readSettings as readWorkerSettings } from '../../../gpu-worker/config.ts';
import { ofType, synthesise } from '../../helpers/stack/synth.ts';

const taskSchema = z.object({
  ContainerDefinitions: z.tuple([
    z.looseObject({ Environment: z.array(z.object({ Name: z.string(), Value: z.unknown() })) }),
  ]),
});

it('a worker takes baked models, fetches the others onto its disk, and keeps as many as it is told to', () => {
  const [task] = ofType(
    synthesise({ modelCacheMb: 12_000, modelDiskMb: 50_000 }).resources,
    'AWS::ECS::TaskDefinition',
  );
  const [container] = taskSchema.parse(task?.[1].Properties).ContainerDefinitions;
  const given = container.Environment.flatMap(({ Name, Value }) => (typeof Value === 'string' ? [[Name, Value]] : []));
  expect(readWorkerSettings(Object.fromEntries(given)).models).toMatchObject({
    folder: '/models',
    scratch: '/scratch/models',
    cacheBytes: 12e9,
    diskBytes: 50e9,
  });
});

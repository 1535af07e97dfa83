import { expect, test } from 'vitest';
import * as z from 'zod';
import { synthesise } from './synth.ts';

const outputsSchema = z.looseObject({ Outputs: z.record(z.string(), z.unknown()) });

test.each([
  ['ecs', 'FleetLogGroup'],
  ['batch', 'BatchLogGroup'],
] as const)('the %s fleet tells the CLI where its workers write: %s', (fleet, output) => {
  const { Outputs } = outputsSchema.parse(synthesise({ fleet }).template.toJSON());
  expect(Object.keys(Outputs).filter((name) => name.startsWith(output))).toHaveLength(1);
});

import { readFile, writeFile } from 'node:fs/promises';
import * as z from 'zod';

const resourceSchema = z.looseObject({ Type: z.string(), DependsOn: z.unknown().optional() });
const templateSchema = z.looseObject({
  Resources: z.record(z.string(), resourceSchema),
  Outputs: z.record(z.string(), z.unknown()).default({}),
});

/**
 * Takes the Lambdas out of a synthesised template, and whatever names one: servers that run Lambdas in docker alone
 * cannot deploy them. Roles, queues, rules, buckets and policies stay as they are shipped.
 * @returns logical ids of what was taken out
 */
export async function removeLambdas(file: string): Promise<readonly string[]> {
  const template = templateSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  const { Resources, Outputs } = template;
  const removed: string[] = [];
  const names = (value: unknown): boolean => removed.some((id) => JSON.stringify(value).includes(`"${id}"`));
  for (let before = -1; before !== removed.length; ) {
    before = removed.length;
    for (const [id, resource] of Object.entries(Resources)) {
      if (removed.includes(id) || (!resource.Type.startsWith('AWS::Lambda::') && !names(resource))) continue;
      removed.push(id);
    }
  }
  for (const id of removed) delete Resources[id];
  for (const [id, output] of Object.entries(Outputs)) if (names(output)) delete Outputs[id];
  await writeFile(file, JSON.stringify(template));
  return removed;
}

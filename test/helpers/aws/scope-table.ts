import { expect, test } from 'vitest';
import * as z from 'zod';
import { readCases } from './scope-read-cases.ts';
import { roleCases, wideningCase } from './scope-role-cases.ts';
import { openScopeWorld, type RoleWorld, type ScopeCase, type ScopeRequestWorld } from './scope-world.ts';
import { writeCases } from './scope-write-cases.ts';

const refusalSchema = z.object({
  name: z.string(),
  $metadata: z.object({ httpStatusCode: z.number().optional() }).optional(),
});

/** Whether a call was refused for want of a right, and not for another reason. */
function isRefusal(thrown: unknown): boolean {
  const parsed = refusalSchema.safeParse(thrown);
  if (!parsed.success) return false;
  return parsed.data.$metadata?.httpStatusCode === 403 || /^AccessDenied|^AuthorizationError/.test(parsed.data.name);
}

/**
 * Everything a task's credentials could be misused for, each beside the twin of it that the task needs: the twin is
 * allowed and the other denied, so that a server that enforces nothing, or refuses everything, cannot look right.
 * Prints the table. The session is the worker's own: the shipped session policy, for an hour.
 * @param open is called once, when the test runs; without `roles` the cases of roles and queues are left out, and said
 * @param enforced whether the server judges rights; else the denials are skipped by name and the twins run
 */
export function scopeTable(
  title: string,
  open: () => Promise<ScopeRequestWorld & { readonly roles?: RoleWorld }>,
  { enforced = true } = {},
): void {
  const skipped = enforced ? '' : ', skipped: it enforces no permissions; ministack and MinIO judge these';
  if (!enforced) {
    test(`scope: what a task needs is allowed (${title})`, async () => {
      const failed: string[] = [];
      for (const { name, own } of await casesOf(await open())) {
        await own().catch((thrown) => failed.push(`${name}: ${thrown}`));
      }
      expect(failed).toEqual([]);
    });
  }

  test.skipIf(!enforced)(
    `scope: what a task needs is allowed, what is foreign is denied (${title}${skipped})`,
    async () => {
      const request = await open();
      const rows = [];
      for (const one of await casesOf(request)) rows.push(await judge(one));
      const lines = rows.map(({ own, ownName, foreign, foreignName }) =>
        [own.padEnd(8), ownName.padEnd(36), foreign.padEnd(8), foreignName].join(' '),
      );
      const left = request.roles === undefined ? ' (roles, queues and models: not applicable here)' : '';
      console.log([`scope: ${title}`, ...lines, `${rows.length} cases${left}`].join('\n'));
      expect(rows.filter(({ own, foreign }) => own !== 'allowed' || foreign !== 'denied')).toEqual([]);
      expect(rows.length).toBeGreaterThanOrEqual(25);
    },
  );
}

async function casesOf(request: ScopeRequestWorld & { readonly roles?: RoleWorld }): Promise<readonly ScopeCase[]> {
  const world = await openScopeWorld(request);
  const { roles } = request;
  const ofRoles = roles === undefined ? [] : roleCases(world, roles);
  return [...readCases(world), ...writeCases(world), wideningCase(world), ...ofRoles];
}

async function judge({ name, own, foreign }: ScopeCase) {
  const [ownName = '', foreignName = ''] = name.split(' | ');
  const ofOwn = await own().then(
    () => 'allowed',
    (thrown) => `failed: ${thrown}`,
  );
  const ofForeign = await foreign().then(
    () => 'ALLOWED',
    (thrown) => (isRefusal(thrown) ? 'denied' : `failed: ${thrown}`),
  );
  return { own: ofOwn, ownName, foreign: ofForeign, foreignName };
}

import { PutObjectCommand } from '@aws-sdk/client-s3';
import { expect } from 'vitest';
import type { Notice } from '../../../contract/notice.ts';
import { runFaceline } from '../cli/run-faceline.ts';
import { cliEnvironment, type DeployedWorld } from './deployed-world.ts';

interface Parts {
  readonly world: DeployedWorld;
  /** Of a face; the template and every person's photo. */
  readonly photo: Uint8Array;
  readonly nextNotice: (what: string) => Promise<Notice>;
}

/**
 * A manifest over files under `templates/`, for two persons, through everything that is deployed; then the one of its
 * tasks that fails is redriven, and stays in its user's folder.
 */
export async function runManifest({ world, photo, nextNotice }: Parts): Promise<void> {
  const put = (Key: string, Body: Uint8Array | string) =>
    world.root.s3.send(new PutObjectCommand({ Bucket: world.output('InputBucket'), Key, Body }));
  const [template, text] = ['templates/demo/guest.png', 'templates/demo/text.mp4'];
  await put(template, photo);
  await put(text, 'this is no video'.repeat(100));
  for (const person of ['ben', 'cleo']) await put(`persons/${person}/front.png`, photo);
  const items = [{ target: text, person: 'ben' }];
  const manifest = { version: 1, templates: [template], persons: ['ben', 'cleo'], items };
  await put('jobs/boss/202504060900/party.json', JSON.stringify(manifest));

  const notices = [];
  while (notices.length < 3) notices.push(await nextNotice(`notice ${notices.length + 1} of the manifest`));
  const told = notices.map(({ outcome, user, source }) => ({ outcome, user, key: source.key }));
  expect(told.sort((a, b) => a.outcome.localeCompare(b.outcome))).toEqual([
    { outcome: 'done', user: 'boss', key: template },
    { outcome: 'done', user: 'boss', key: template },
    { outcome: 'failed', user: 'boss', key: text },
  ]);
  for (const { keys, taskId } of notices) {
    expect(keys.report).toMatch(
      new RegExp(`^(images|videos)/output/boss/202504060900/(guest|text)/${taskId}/report\\.json$`),
    );
  }

  const failed = notices.find(({ outcome }) => outcome === 'failed');
  const asked = ['redrive', '--stage', 'test', failed?.taskId ?? ''];
  const redrive = await runFaceline(asked, { env: cliEnvironment(world) });
  expect(redrive).toMatchObject({ code: 0, stderr: '', stdout: expect.stringContaining('run 2') });
  const again = await nextNotice('a notice of the redriven task');
  expect(again).toMatchObject({ outcome: 'failed', taskId: failed?.taskId, error: { code: 'SOURCE_NOT_MEDIA' } });
  expect(again.keys.report).toBe(failed?.keys.report.replace('report.json', 'r2/report.json'));
}

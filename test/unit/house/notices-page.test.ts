import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { noticeSchemaText } from '../../../bin/notice-schema.ts';
import { webhookHeaders } from '../../../functions/notify/call-webhook.ts';
import { makeNotice } from '../../../functions/notify/make-notice.ts';
import { temporaryFolder } from '../../helpers/files/temporary-folder.ts';
import { doneReport } from '../../helpers/tasks/done-report.ts';

const docs = path.resolve(import.meta.dirname, '../../../docs');

test('a notice fits that schema, read back from the document alone', () => {
  const schema = z.fromJSONSchema(JSON.parse(noticeSchemaText()));
  const notice = JSON.parse(JSON.stringify(makeNotice(doneReport())));
  expect(schema.safeParse(notice)).toMatchObject({ success: true });
  expect(schema.safeParse({ ...notice, outcome: 'maybe' }).success).toBe(false);
});

describe("docs/notices.md's way to check a webhook call", () => {
  const checkSchema = z.object({
    isFromFaceline: z.custom<(headers: object, body: string, secret: string, now?: number) => boolean>(),
  });
  const load = async () => {
    const [, sample] = /```js\n([\s\S]+?)```/.exec(readFileSync(path.join(docs, 'notices.md'), 'utf8')) ?? [];
    const file = path.join(await temporaryFolder(), 'check.mjs');
    await writeFile(file, sample ?? '');
    return checkSchema.parse(await import(/* @vite-ignore */ pathToFileURL(file).href)).isFromFaceline;
  };
  const body = '{"version":1,"user":"ü"}';
  const now = new Date('2026-01-02T03:04:05Z');
  const headers = webhookHeaders(body, 'a secret', now);

  test('takes what we send', async () => {
    expect((await load())(headers, body, 'a secret', now.getTime())).toBe(true);
  });

  test.each([
    ['another body', headers, '{}', 'a secret', 0],
    ['another secret', headers, body, 'no secret', 0],
    ['a replay after five minutes', headers, body, 'a secret', 301],
    ['a time from the future', headers, body, 'a secret', -301],
    ['another timestamp', { ...headers, 'x-faceline-timestamp': '1767323046' }, body, 'a secret', 0],
    ['no timestamp', { 'x-faceline-signature': headers['x-faceline-signature'] }, body, 'a secret', 0],
    ['no signature', { 'x-faceline-timestamp': headers['x-faceline-timestamp'] }, body, 'a secret', 0],
    ['a short signature', { ...headers, 'x-faceline-signature': 'sha256=00' }, body, 'a secret', 0],
  ])('refuses %s', async (_, given, text, secret, laterS) => {
    expect((await load())(given, text, secret, now.getTime() + laterS * 1000)).toBe(false);
  });
});

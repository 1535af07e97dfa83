import { describe, expect, test } from 'vitest';
import { failureReport } from '../../../../contract/failure-report.ts';
import type { Notice } from '../../../../contract/notice.ts';
import type { Report } from '../../../../contract/report.ts';
import { formatNotice } from '../../../../functions/notify/format-notice.ts';
import { makeNotice } from '../../../../functions/notify/make-notice.ts';
import { notifyOfReport } from '../../../../functions/notify/notify-of-report.ts';
import { doneReport } from '../../../helpers/tasks/done-report.ts';

const report = doneReport();
const { prefix } = report.output;
const failed = failureReport({
  taskId: report.taskId,
  source: report.source,
  output: report.output,
  attempts: 1,
  outcome: 'failed',
  code: 'SOURCE_NOT_MEDIA',
  message: 'It is text.',
  finishedAt: new Date(report.finishedAt),
  startedAt: new Date(report.startedAt),
});
const links = { file: 'https://example.org/v?sig=1', expiresAt: '2025-04-05T15:23:00.000Z' };

describe('a notice', () => {
  test('names the files of a task that is done, and its figures', () => {
    const notice = makeNotice(report, links);
    expect(notice.keys).toEqual({
      report: `${prefix}report.json`,
      file: `${prefix}video.mp4`,
      poster: `${prefix}poster.jpg`,
      preview: `${prefix}preview.jpg`,
    });
    expect(notice.summary).toMatchObject({ frames: 150, facesChanged: { swap: 149 }, processingS: 9.5 });
    expect(notice.links).toEqual(links);
    expect(notice.error).toBeUndefined();
  });

  test('of a failure has the code and what to do, and no file', () => {
    expect(makeNotice(failed)).toMatchObject({
      outcome: 'failed',
      error: { code: 'SOURCE_NOT_MEDIA', message: 'It is text.' },
    });
    expect(makeNotice(failed).keys).toEqual({ report: `${prefix}report.json` });
  });

  test('reads well', () => {
    expect(formatNotice(makeNotice(report, links))).toBe(
      [
        `Done: ${report.source.key} (task ${report.taskId})`,
        '150 frames, 5.0 s, in 9.5 s; faces: 150 found, 149 swapped',
        `${links.file} (until ${links.expiresAt})`,
        `Report: ${prefix}report.json`,
      ].join('\n'),
    );
    const told = (changed: Record<string, number>): string => {
      const { result, ...other } = doneReport();
      if (result === undefined) throw new Error('It is done.');
      return formatNotice(makeNotice({ ...other, result: { ...result, faces: { ...result.faces, changed } } }));
    };
    expect(told({ swap: 450, blur: 3 })).toContain('faces: 150 found, 450 swapped, 3 blurred\n');
    expect(told({ swap: 0, enhance: 2 })).toContain('faces: 150 found, 0 swapped, 2 restored\n');
    expect(told({ blur: 40 })).toContain('faces: 150 found, 40 blurred\n');
    expect(formatNotice(makeNotice(failed))).toMatch(/^Failed: .*\nSOURCE_NOT_MEDIA: It is text\.\nTake a video/);
  });
});

describe('the report of a task', () => {
  const address = { bucket: 'out', key: `${prefix}report.json` };
  const run = async (text: string | undefined, key = address.key) => {
    const sent: Notice[] = [];
    const ports = { readText: async () => text, send: async (notice: Notice) => void sent.push(notice) };
    const returned = await notifyOfReport({ bucket: 'out', key }, ports);
    return { sent, returned };
  };

  test('is sent out once, with links where somebody signs', async () => {
    const { sent, returned } = await run(JSON.stringify(report));
    expect(sent).toEqual([returned]);
    expect(returned).toEqual(makeNotice(report));
    const sign = async (bucket: string, keys: Notice['keys']) => ({
      ...links,
      poster: `https://example.org/${bucket}/${keys.poster}`,
    });
    const signed = await notifyOfReport(address, {
      readText: async () => JSON.stringify(report),
      sign,
      send: async () => {},
    });
    expect(signed?.links?.poster).toBe(`https://example.org/out/${prefix}poster.jpg`);
  });

  test('is measured although nobody can be told: figures must not wait for a receiver', async () => {
    const measured: string[] = [];
    const ports = {
      readText: async () => JSON.stringify(report),
      send: () => Promise.reject(new Error('nobody is there')),
      measure: ({ taskId }: Report) => void measured.push(taskId),
    };
    await expect(notifyOfReport(address, ports)).rejects.toThrow('nobody is there');
    expect(measured).toEqual([report.taskId]);
  });

  test('that is gone, or another file, sends nothing', async () => {
    expect(await run(undefined)).toEqual({ sent: [], returned: undefined });
    expect(await run(JSON.stringify(report), `${prefix}video.mp4`)).toEqual({ sent: [], returned: undefined });
  });

  test('that cannot be read is thrown with its key', async () => {
    await expect(run('{}')).rejects.toThrow(/report\.json: The report is not valid/);
    await expect(run('oops')).rejects.toThrow('not JSON');
  });
});

import * as z from 'zod';
import type { Notice, NoticeLinks } from '../../contract/notice.ts';
import { outputFiles } from '../../contract/object-keys.ts';
import { parseJsonWith } from '../../contract/parse.ts';
import { parseReport, type Report } from '../../contract/report.ts';
import { makeNotice } from './make-notice.ts';

export interface NotifyPorts {
  /** The text of the object, or undefined when it is not there. */
  readText(address: { readonly bucket: string; readonly key: string }): Promise<string | undefined>;
  /** Signs links to the files that are there. Absent where there is nobody to sign for. */
  readonly sign?: (bucket: string, keys: Notice['keys']) => Promise<NoticeLinks>;
  /** Sends it to everybody who asked for it. */
  send(notice: Notice): Promise<void>;
  /** Told of every report, before anybody else is. */
  readonly measure?: (report: Report) => void;
}

/**
 * Sends the notice of one report.
 * @returns the notice, or undefined when the object is no report or is gone
 * @throws Error when the report cannot be parsed, or a port fails; trying again is safe, receivers may see it twice
 */
export async function notifyOfReport(
  address: { readonly bucket: string; readonly key: string },
  ports: NotifyPorts,
): Promise<Notice | undefined> {
  if (!address.key.endsWith(`/${outputFiles.report}`)) return undefined;
  const text = await ports.readText(address);
  if (text === undefined) return undefined;
  const json = parseJsonWith(z.unknown(), text, 'report');
  const report = json.ok ? parseReport(json.value) : json;
  if (!report.ok) throw new Error(`${address.key}: ${report.problem}`);
  // First: what cannot be sent or signed must not hide that a task has ended.
  ports.measure?.(report.value);
  const unsigned = makeNotice(report.value);
  const links = await ports.sign?.(unsigned.bucket, unsigned.keys);
  const notice = links === undefined ? unsigned : makeNotice(report.value, links);
  await ports.send(notice);
  return notice;
}

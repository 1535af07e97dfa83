import { type Notice, type NoticeLinks, noticeVersion } from '../../contract/notice.ts';
import { outputFiles } from '../../contract/object-keys.ts';
import type { Report } from '../../contract/report.ts';
import { unchangedFaces } from '../../contract/unchanged-faces.ts';

/**
 * What to send out about a report.
 * @param links signed by the caller, who knows until when they work; none on one machine
 */
export function makeNotice(report: Report, links?: NoticeLinks): Notice {
  const { taskId, outcome, user, source, output, result, error, attempts, finishedAt } = report;
  const under = (file: string): string => `${output.prefix}${file}`;
  const files =
    result === undefined
      ? {}
      : { file: under(result.file), poster: under(result.poster), preview: under(result.preview) };
  return {
    version: noticeVersion,
    taskId,
    outcome,
    ...(user === undefined ? {} : { user }),
    source: { bucket: source.bucket, key: source.key },
    bucket: output.bucket,
    keys: { report: under(outputFiles.report), ...files },
    ...(links === undefined ? {} : { links }),
    ...(result === undefined ? {} : { summary: summaryOf(report, result) }),
    ...(error === undefined ? {} : { error: { code: error.code, message: error.message, advice: error.advice } }),
    attempts,
    finishedAt,
  };
}

function summaryOf(report: Report, result: NonNullable<Report['result']>): NonNullable<Notice['summary']> {
  const unchanged = unchangedFaces(report);
  return {
    frames: result.media.frames,
    durationS: result.media.durationS,
    facesFound: result.faces.found,
    facesChanged: result.faces.changed,
    ...(unchanged === undefined ? {} : { unchanged }),
    processingS: result.timings.totalWallS,
  };
}

import path from 'node:path';
import type { Report } from '../../../contract/report.ts';
import { systemCode } from '../../../gpu-worker/errors.ts';
import { linkOrCopy } from '../../../gpu-worker/files/name-file.ts';
import { exitCodeOf, worstCode } from '../exit-code-of.ts';
import { exitCodes } from '../exit-codes.ts';
import { printReport } from '../print-report.ts';
import { reportUnder } from '../results/place-results.ts';
import { numberedName } from '../results/result-names.ts';
import { runSearch } from '../run-search.ts';
import { jobText } from '../words/job-text.ts';
import { previewText } from '../words/preview-text.ts';
import { jobsOf } from './jobs-of.ts';
import { openLocalPipeline } from './local-pipeline.ts';
import type { LocalSettings } from './local-settings.ts';
import { previewNames } from './preview-names.ts';
import type { LocalRequest } from './run-local.ts';

/**
 * One frame of each target before and after, as a picture under `--out`. Nothing is ever written over: a name that is
 * taken gets the next number, for a preview is made again and again. @returns the exit code
 */
export function runPreview(request: LocalRequest, settings: LocalSettings): Promise<number> {
  return runSearch(settings.json || settings.quiet, async (view, signal) => {
    const jobs = await jobsOf(request, view.say);
    const names = previewNames(jobs, settings);
    const pipeline = await openLocalPipeline(settings, signal, view.say);
    pipeline.onProgress(view.update);
    // Whoever wants quiet is still told what became of it; reports say it themselves.
    const say = settings.quiet ? (text: string): void => void process.stderr.write(`${text}\n`) : view.say;
    const tell = settings.json ? () => undefined : say;
    const codes: number[] = [];
    try {
      for (const [index, job] of jobs.entries()) {
        view.say(`${jobs.length > 1 ? `[${index + 1}/${jobs.length}] ` : ''}${jobText(job)}`);
        view.begin(path.basename(job.target));
        try {
          const report = await pipeline.run(job);
          const made = report.result?.preview;
          const picture =
            made === undefined
              ? undefined
              : await placePicture(await pipeline.locate(report, made), settings.out, names[index] ?? made);
          const told = picture === undefined ? report : named(report, path.basename(picture));
          codes.push(exitCodeOf(told, settings.strict));
          if (settings.json) printReport(told, jobs.length > 1);
          tell(previewText(report, job.target, picture, settings.quiet));
        } catch (thrown) {
          signal.throwIfAborted();
          pipeline.throwIfEnded();
          // Alone it ends the command, with its own message; among others it stops none of them.
          if (jobs.length === 1) throw thrown;
          const problem = thrown instanceof Error ? thrown.message : String(thrown);
          process.stderr.write(`${path.basename(job.target)} could not be worked on: ${problem}\n`);
          codes.push(exitCodes.refused);
        } finally {
          await pipeline.forget();
        }
      }
    } finally {
      await pipeline.close();
    }
    return worstCode(codes);
  });
}

/** The report with the name of the one picture that was made. */
const named = (report: Report, name: string): Report =>
  reportUnder({ file: name, poster: name, preview: name }, report);

async function placePicture(file: string, folder: string, name: string): Promise<string> {
  for (let number = 1; ; number += 1) {
    const picture = path.join(folder, numberedName(name, number));
    try {
      await linkOrCopy(file, picture);
      return picture;
    } catch (thrown) {
      if (systemCode(thrown) !== 'EEXIST') throw thrown;
    }
  }
}

import path from 'node:path';
import type { Report } from '../../../contract/report.ts';
import { systemCode } from '../../../gpu-worker/errors.ts';
import { linkOrCopy } from '../../../gpu-worker/files/name-file.ts';
import { runShown } from '../progress/run-shown.ts';
import { reportUnder } from '../results/place-results.ts';
import { numberedName } from '../results/result-names.ts';
import { previewText } from '../words/preview-text.ts';
import { jobsOf } from './demo-inputs.ts';
import { withPipeline } from './local-pipeline.ts';
import type { LocalRequest, LocalSettings } from './local-settings.ts';
import { previewNames } from './preview-names.ts';
import { jobTeller, problemText, runJobs } from './run-jobs.ts';

/**
 * One frame of each target before and after, as a picture under `--out`. Nothing is ever written over: a name that is
 * taken gets the next number, for a preview is made again and again. @returns the exit code
 */
export function runPreview(request: LocalRequest, settings: LocalSettings): Promise<number> {
  return runShown(settings, async (view, signal) => {
    const jobs = await jobsOf(request, view.say);
    const names = previewNames(jobs, settings);
    const planned = jobs.map((job, index) => ({ job, plan: names[index] ?? '' }));
    const teller = jobTeller(settings, view, jobs.length, (end) => {
      const { job, report, files } = end;
      return report === undefined ? problemText(end) : previewText(report, job.target, files[0], settings.quiet);
    });
    await withPipeline(settings, view, signal, (pipeline) => {
      const collect = async (report: Report, name: string) => {
        const made = report.result?.preview;
        if (made === undefined) return { report, files: [] };
        const picture = await placePicture(await pipeline.locate(report, made), settings.out, name);
        // The one picture that was made stands for all files.
        const file = path.basename(picture);
        return { report: reportUnder({ file, poster: file, preview: file }, report), files: [picture] };
      };
      return runJobs(planned, { ...pipeline, collect }, teller, signal);
    });
    return teller.exitCode();
  });
}

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

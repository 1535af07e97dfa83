import { existsSync } from 'node:fs';
import { userInfo } from 'node:os';
import path from 'node:path';
import { Command, InvalidArgumentError } from '@commander-js/extra-typings';
import type { Report } from '../../../contract/report.ts';
import { formatNotice } from '../../../functions/notify/format-notice.ts';
import { makeNotice } from '../../../functions/notify/make-notice.ts';
import { exitCodeOf } from '../exit-code-of.ts';
import { UsageError } from '../exit-codes.ts';
import { facelineCommand } from '../faceline-command.ts';
import { showProgress } from '../progress/show-progress.ts';
import { readIdentities, readOptions } from '../read-options.ts';
import { presetHelp, readPreset } from '../read-preset.ts';
import { resultOptions, whenTaken } from '../results/result-options.ts';
import { collectFiles } from '../task-files.ts';
import { awaitReport } from './await-report.ts';
import { planDownload } from './plan-download.ts';
import { showUpload } from './show-upload.ts';
import type { Stage } from './stage.ts';
import { regionOption, stageOption } from './stage-options.ts';
import { type Submitted, submitUpload } from './submit-upload.ts';

const notes = path.resolve('.faceline', 'uploads');

const minutes = (text: string): number => {
  const value = Number(text);
  if (!(value > 0)) throw new InvalidArgumentError('expected a number of minutes above 0.');
  return value;
};

/** `faceline submit`: upload to a deployed stage and, if asked, wait for the result. */
export function submitCommand() {
  return new Command('submit')
    .description('Upload a video or image to a deployed stage. An upload that was cut off goes on where it stopped.')
    .requiredOption('--target <file>', 'video or image to change')
    .option('--person <name>', 'who the faces become; a folder under persons/')
    .option('--photo <file...>', "photos to add to that person's folder first")
    .option('--identities <json>', 'who becomes whom: [{"target": {"index": 0}, "source": {"person": "anna"}}, …]')
    .option('--preset <name>', presetHelp)
    .option('--options <json>', 'task options on top, as JSON: {"crf": 18, "enhancer": "gfpgan_1.4"}')
    .option('--user <name>', 'whose upload it is', userInfo().username)
    .option('--wait', 'wait for the report and download the files', false)
    .option('--wait-minutes <number>', 'how long --wait waits at most', minutes, 720)
    .option('--out <folder>', 'folder for the files, with --wait', 'out')
    .addOption(resultOptions.force())
    .addOption(resultOptions.number())
    .option('--strict', 'with --wait: end with 5 when faces were to be changed and none was', false)
    .option('--json', 'print JSON on standard output', false)
    .addOption(stageOption())
    .addOption(regionOption())
    .action(async (given) => {
      for (const file of [given.target, ...(given.photo ?? [])]) {
        if (!existsSync(file)) throw new UsageError(`There is no ${path.resolve(file)}.`);
      }
      if (given.strict && !given.wait) throw new UsageError('--strict goes with --wait: it judges the result.');
      const { preset, options: presetOptions } = readPreset(given.preset);
      const asked = given.options === undefined ? {} : readOptions(given.options, '--options');
      const all = { ...presetOptions, ...asked };
      const options = Object.keys(all).length === 0 ? undefined : all;
      const identities = given.identities === undefined ? undefined : readIdentities(given.identities);
      const submission = {
        target: given.target,
        user: given.user,
        photos: given.photo ?? [],
        wish: { person: given.person, identities, preset, options },
      };
      // Before the upload: a name that is taken is known at once.
      const plan = given.wait ? planDownload(path.resolve(given.out), submission, whenTaken(given)) : undefined;
      const { openStage } = await import('./stage.ts');
      const stage = await openStage(given.stage, given.region);
      const { silentBucket } = await import('./event-advice.ts');
      const silence = await silentBucket(stage.s3, stage.inputBucket);
      if (silence !== undefined) process.stderr.write(`Warning: ${silence}\n`);
      const view = showUpload(process.stderr);
      const submitted = await submitUpload(submission, stage.store, stage.inputBucket, {
        notes,
        ...(given.json ? {} : { onProgress: view.update }),
      });
      view.stop();
      if (plan === undefined) {
        const told = { ...submitted, stage: stage.name };
        const line = `Task ${submitted.taskId}: ${facelineCommand} status --stage ${stage.name} ${submitted.prefix}`;
        process.stdout.write(`${given.json ? JSON.stringify(told) : line}\n`);
        return;
      }
      const report = await reportOf(stage, submitted, given);
      const placed = await collectFiles(stage.store, report, plan);
      const lines = [formatNotice(makeNotice(report)), ...placed.files, placed.reportFile];
      process.stdout.write(`${given.json ? JSON.stringify(placed.report) : lines.join('\n')}\n`);
      process.exitCode = exitCodeOf(report, given.strict);
    });
}

/** Waits for what became of an upload; on a terminal a line of what is known, and a bar once frames are told of. */
async function reportOf(
  stage: Stage,
  { taskId, prefix, refusalPrefix }: Submitted,
  { json, waitMinutes }: { readonly json: boolean; readonly waitMinutes: number },
): Promise<Report> {
  const [{ eventAdvice }, { loggedProgress }] = await Promise.all([
    import('./event-advice.ts'),
    import('./logged-progress.ts'),
  ]);
  const { CloudWatchLogsClient } = await import('@aws-sdk/client-cloudwatch-logs');
  const { clientSettings } = await import('../../../gpu-worker/adapters/aws/aws-clients.ts');
  const logs = new CloudWatchLogsClient(clientSettings(stage.where, undefined));
  const logGroup = stage.output('WorkerLogs');
  const [line, bar] = [showUpload(process.stderr), showProgress(process.stderr)];
  try {
    return await awaitReport({
      store: stage.store,
      bucket: stage.outputBucket,
      taskId,
      prefixes: [prefix, refusalPrefix],
      limitS: waitMinutes * 60,
      depths: () => stage.depths(),
      progress: logGroup === undefined ? async () => undefined : loggedProgress(logs, logGroup, taskId),
      eventAdvice: () => eventAdvice(stage.s3, stage.inputBucket),
      view: {
        wait: (text) => json || line.wait(`task ${taskId}: ${text}`),
        update(progress) {
          line.stop();
          if (!json) bar.update(progress);
        },
      },
    });
  } finally {
    line.stop();
    bar.stop();
    logs.destroy();
  }
}

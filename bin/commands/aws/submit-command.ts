import { userInfo } from 'node:os';
import path from 'node:path';
import { Command } from '@commander-js/extra-typings';
import type { Report } from '../../../contract/report.ts';
import { formatNotice } from '../../../functions/notify/format-notice.ts';
import { makeNotice } from '../../../functions/notify/make-notice.ts';
import { mapExplained, peopleOptions } from '../asked/people-options.ts';
import { pictureFlags } from '../asked/picture-flags.ts';
import { presetHelp } from '../asked/read-preset.ts';
import { exitCodeOf, UsageError } from '../exit-codes.ts';
import { facelineCommand } from '../faceline-command.ts';
import { showProgress } from '../progress/show-progress.ts';
import { transferProgress } from '../progress/transfer-progress.ts';
import { numberThat } from '../read-number.ts';
import { resultOptions, whenTaken } from '../results/result-options.ts';
import { resultNameHelp } from '../results/result-word.ts';
import { collectFiles } from '../results/task-files.ts';
import { askedUpload, uploadsText } from './asked-upload.ts';
import { awaitReport } from './await-report.ts';
import { planDownload } from './plan-download.ts';
import { showWait } from './show-wait.ts';
import type { Stage } from './stage.ts';
import { regionOption, stageOf, stageOption } from './stage-options.ts';
import { type Submitted, submitUpload } from './submit-upload.ts';

const minutes = numberThat('a number of minutes above 0', (value) => value > 0);

const examples = `
Examples:
  ${facelineCommand} submit --stage prod --target clip.mp4 --source me.jpg --wait
  ${facelineCommand} submit --stage prod --target clip.mp4 --source a1.jpg a2.jpg --person anna      for later, too
  ${facelineCommand} submit --stage prod --target next.mp4 --person anna --enhancer gfpgan_1.4 --enhancer-blend 60
  ${facelineCommand} submit --stage prod --target clip.mp4 --map who-is-who.json --wait --out result
  ${facelineCommand} submit --stage prod --target old.mp4 --preset restore
  ${facelineCommand} submit --stage prod --target film.mkv --person anna --from 12.5 --to 20

Photos go to persons/<name>/ in the stage's bucket, where they stay until they expire. Without --person, somebody is named
after the photos: me-5d41402abc, the same photos always the same. Others that lie beside the target are not looked at.

${mapExplained}
Here a source may be somebody of the bucket, too: {"person": "anna"}. A map may have 1 KB, as metadata: 11 to 16 rules.

The task's line names its output prefix, for status, logs and redrive. With --wait the files lie under --out as those of
local do: ${resultNameHelp},
clip.poster.jpg, clip.preview.jpg and clip.report.json; a name that is taken is refused before the upload.

Exit codes: 0 done (without --wait: uploaded), 2 refused or failed (the report says why), 3 wrong command line, 5 no face
changed (with --strict), 1 anything else.`;

/** `faceline submit`: upload to a deployed stage and, if asked, wait for the result. */
export function submitCommand() {
  const command = new Command('submit')
    .description('Upload a video or image to a deployed stage. An upload that was cut off goes on where it stopped.')
    .requiredOption('--target <file>', 'video or image to change')
    .addOption(peopleOptions.source('uploaded first, under --person or a name made after them'))
    .option('--person <name>', 'who comes into the faces, by name: a folder under persons/')
    .addOption(peopleOptions.map())
    .option('--preset <name>', presetHelp)
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
    .addHelpText('after', examples)
    .action(async (given) => {
      if (given.strict && !given.wait) throw new UsageError('--strict goes with --wait: it judges the result.');
      const asked = await askedUpload(given, command.opts());
      const { submission } = asked;
      const tell = (lines: readonly string[]): void => {
        if (!given.json) for (const line of lines) process.stderr.write(`${line}\n`);
      };
      tell(asked.notes);
      // Before the upload: a name that is taken is known at once.
      const plan = given.wait ? planDownload(path.resolve(given.out), asked, whenTaken(given)) : undefined;
      const stage = await stageOf(given);
      const { silentBucket } = await import('./event-advice.ts');
      const silence = await silentBucket(stage.s3, stage.inputBucket);
      if (silence !== undefined) process.stderr.write(`Warning: ${silence}\n`);
      tell(uploadsText(submission.uploads));
      const { isTTY } = process.stderr;
      const say = (text: string): void => void process.stderr.write(text);
      const progress = transferProgress(path.basename(submission.target), { isTerminal: isTTY, say });
      const submitted = await submitUpload(submission, stage.store, stage.inputBucket, {
        notes: path.resolve('.faceline', 'uploads'),
        ...(given.json ? {} : { onProgress: progress.update }),
      });
      progress.stop();
      if (plan === undefined) {
        const told = { ...submitted, stage: stage.name, photos: submission.uploads.map(({ key }) => key) };
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
  for (const flag of pictureFlags) command.addOption(flag);
  return command;
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
  const [line, bar] = [showWait(process.stderr), showProgress(process.stderr)];
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

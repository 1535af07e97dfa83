import { Command } from '@commander-js/extra-typings';
import { formatNotice } from '../../../functions/notify/format-notice.ts';
import { makeNotice } from '../../../functions/notify/make-notice.ts';
import { findReports } from './find-task.ts';
import { regionOption, stageOf, stageOption, taskHelp } from './stage-options.ts';

/** `faceline status`: how a stage is doing, or what became of tasks. */
export function statusCommand() {
  return new Command('status')
    .description('What became of tasks (by id or output prefix); without any, how much work a stage has.')
    .argument('[task...]', taskHelp)
    .option('--links', "sign links to a finished task's files: for an hour, or until your session ends", false)
    .option('--json', 'print JSON: reports, or notices with --links', false)
    .addOption(stageOption())
    .addOption(regionOption())
    .action(async (tasks, given) => {
      const [stage, { freshLinks }] = await Promise.all([stageOf(given), import('./fresh-links.ts')]);
      if (tasks.length === 0) {
        const depth = await stage.tasks.depth();
        const line = `Tasks: ${depth.visible} waiting, ${depth.delayed} delayed, ${depth.inFlight} being worked on`;
        process.stdout.write(`${given.json ? JSON.stringify(depth) : line}\n`);
        return;
      }
      for (const task of tasks) {
        for (const report of await findReports(stage, task)) {
          const notice = makeNotice(report, given.links ? await freshLinks(stage.s3, report) : undefined);
          const json = () => JSON.stringify(given.links ? notice : report);
          process.stdout.write(`${given.json ? json() : formatNotice(notice)}\n`);
        }
      }
    });
}

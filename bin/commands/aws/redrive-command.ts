import { Command } from '@commander-js/extra-typings';
import { facelineCommand } from '../faceline-command.ts';
import { findReports } from './find-task.ts';
import { redriveTask } from './redrive-task.ts';
import { regionOption, stageOf, stageOption, taskHelp } from './stage-options.ts';

/** `faceline redrive`: failed tasks once more, under `<task id>/r<n>/`. */
export function redriveCommand() {
  return new Command('redrive')
    .description('Send failed tasks again, rebuilt from their reports. The new result lies under <task id>/r<n>/.')
    .argument('<task...>', taskHelp)
    .addOption(stageOption())
    .addOption(regionOption())
    .action(async (tasks, given) => {
      const stage = await stageOf(given);
      for (const name of tasks) {
        const task = redriveTask(await findReports(stage, name), new Date());
        await stage.tasks.send([JSON.stringify(task)]);
        process.stdout.write(`Task ${task.taskId}, run ${task.run}: ${facelineCommand} status ${task.output.prefix}\n`);
      }
    });
}

import { Command } from '@commander-js/extra-typings';
import { UsageError } from '../exit-codes.ts';
import { numberThat } from '../read-number.ts';
import { regionOption, stageOf, stageOption } from './stage-options.ts';

const hours = numberThat('a number above 0', (value) => value > 0 && Number.isFinite(value));

/** `faceline logs`: what workers wrote about a task. */
export function logsCommand() {
  return new Command('logs')
    .description("A task's lines in the workers' log.")
    .argument('<task>', 'task id')
    .option('--hours <number>', 'how far back', hours, 24)
    .addOption(stageOption())
    .addOption(regionOption())
    .action(async (task, given) => {
      if (!/^[0-9a-f]{32}$/.test(task)) throw new UsageError('Expected a task id: 32 hex digits.');
      const stage = await stageOf(given);
      const logGroupName = stage.output('WorkerLogs');
      if (logGroupName === undefined) throw new UsageError(`Stage ${stage.name} has no fleet, so no worker's log.`);
      const { CloudWatchLogsClient, paginateFilterLogEvents } = await import('@aws-sdk/client-cloudwatch-logs');
      const { clientSettings } = await import('../../../gpu-worker/adapters/aws/aws-clients.ts');
      const client = new CloudWatchLogsClient(clientSettings(stage.where, undefined));
      const startTime = Date.now() - given.hours * 3_600_000;
      const pages = paginateFilterLogEvents({ client }, { logGroupName, filterPattern: `"${task}"`, startTime });
      for await (const { events = [] } of pages) {
        for (const { message = '' } of events) process.stdout.write(`${message.trimEnd()}\n`);
      }
      client.destroy();
    });
}

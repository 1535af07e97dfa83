import { Command, Option } from '@commander-js/extra-typings';
import { keyProblem } from '../../../contract/object-keys.ts';
import { UsageError } from '../exit-codes.ts';
import { count } from '../read-number.ts';
import { regionOption, stageOf, stageOption } from './stage-options.ts';

/** `faceline restore`: bring an archived input back; the restore's own event queues its task again. */
export function restoreCommand() {
  return new Command('restore')
    .description('Restore archived inputs. When one is back, its task starts by itself.')
    .argument('<key...>', 'keys in the input bucket')
    .option('--days <number>', 'how long the restored copy stays', count, 7)
    .addOption(
      new Option('--tier <name>', 'how fast')
        .choices(['Bulk', 'Standard', 'Expedited'] as const)
        .default('Bulk' as const),
    )
    .addOption(stageOption())
    .addOption(regionOption())
    .action(async (keys, given) => {
      const stage = await stageOf(given);
      const { RestoreObjectCommand } = await import('@aws-sdk/client-s3');
      for (const key of keys) {
        const problem = keyProblem(key);
        if (problem !== undefined) throw new UsageError(`${key}: ${problem}.`);
        const request = { Days: given.days, GlacierJobParameters: { Tier: given.tier } };
        try {
          await stage.s3.send(
            new RestoreObjectCommand({ Bucket: stage.inputBucket, Key: key, RestoreRequest: request }),
          );
          process.stdout.write(`${key}: being restored (${given.tier}, for ${given.days} days)\n`);
        } catch (thrown) {
          const name = thrown instanceof Error ? thrown.name : '';
          if (name === 'RestoreAlreadyInProgress') process.stdout.write(`${key}: is being restored already\n`);
          else if (name === 'InvalidObjectState') process.stdout.write(`${key}: is not archived, nothing to restore\n`);
          else throw thrown;
        }
      }
      stage.s3.destroy();
    });
}

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Command } from '@commander-js/extra-typings';
import { resultOptions } from '../../../contract/options/result.ts';
import { enhance } from '../../../contract/processors/enhance.ts';
import { flagsOf, pictureOptions } from '../asked/picture-flags.ts';
import { searchOptions } from '../asked/search-options.ts';
import { count } from '../read-number.ts';
import { median, runOnce } from './run-once.ts';
import { benchTable } from './table.ts';

const { enhancer } = enhance.options;
const { crf, encoderPreset } = resultOptions;

/** `faceline bench`: one table of how fast this machine does a task, whole processes included. */
export function benchCommand() {
  const command = new Command('bench')
    .description('Measure this machine: runs the main job and prints one table. Without files it measures the demo.')
    .option('--target <file>', 'video to process')
    .option('--source <file...>', 'photos of the person')
    .option('--models <folder>', 'folder of ONNX models')
    .option('--switch', 'measure going from one preset to another instead, with an image as the target', false)
    .option('--preset <preset...>', 'with --switch: two presets (default: swap and swap-restore)')
    .addOption(searchOptions.provider('with --switch: where models run'))
    .option(
      '--upload <s3://bucket/prefix>',
      'measure uploads instead, beside `aws s3 cp`; credentials from the environment',
    )
    .option('--size-mb <number>', 'with --upload: size of the file, MB', count, 1000)
    .option('--runs <number>', 'how often; the table shows the median run', count, 3)
    .option('--json', 'print JSON instead of a table', false)
    .action(async (options) => {
      const picture = pictureOptions(command.opts());
      if (options.upload !== undefined) {
        const { benchUpload } = await import('./bench-upload.ts');
        process.stdout.write(await benchUpload(options.upload, options));
        return;
      }
      if (options.switch) {
        const { benchSwitch } = await import('./bench-switch.ts');
        process.exitCode = await benchSwitch(options);
        return;
      }
      const folder = await mkdtemp(path.join(tmpdir(), 'faceline-bench-'));
      try {
        const runs = [];
        for (let run = 0; run < options.runs; run += 1) {
          runs.push(await runOnce({ ...options, options: picture, out: path.join(folder, String(run)) }));
          if (!options.json) process.stderr.write(`run ${run + 1}: ${runs.at(-1)?.framesPerS.toFixed(1)} frames/s\n`);
        }
        const measured = median(runs, (run) => run.framesPerS);
        process.stdout.write(
          options.json ? `${JSON.stringify({ median: measured, runs }, null, 2)}\n` : benchTable(measured),
        );
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    });
  for (const flag of flagsOf({ enhancer, crf, encoderPreset })) command.addOption(flag);
  return command;
}

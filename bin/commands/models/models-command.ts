import path from 'node:path';
import { Command, Option } from '@commander-js/extra-typings';
import { uses } from '../../../contract/use.ts';
import { modelsLockName } from '../../../gpu-worker/models/files/models-lock.ts';
import { facelineCommand } from '../faceline-command.ts';
import { numberThat } from '../read-number.ts';
import { type ModelsOutside, modelsOutside } from './models-outside.ts';
import { pullModels } from './pull-models.ts';
import { pushModels } from './push-to-store.ts';
import { listModels, showLicences, showVerified } from './show-models.ts';

const examples = `
Examples:
  ${facelineCommand} models list
  ${facelineCommand} models pull inswapper_128 yunet_2023_mar      ArcFace, which the swapper needs, comes too
  ${facelineCommand} models pull gfpgan_1.4 --use commercial       refused if its licence does not permit that
  ${facelineCommand} models pull gfpgan_1.4 --mirror https://mirror.example/models
  ${facelineCommand} models verify
  ${facelineCommand} models push gfpgan_1.4 --store s3://my-models
  ${facelineCommand} models push gfpgan_1.4 --store /srv/objects --bucket models

The first pull records each file's sha256 in ${modelsLockName}; later pulls must match. Licences are as FaceFusion
states them: a guard against mistakes, not legal advice (docs/models.md).`;

const seconds = numberThat('a number of seconds above 0', (value) => value > 0);

const folderOption = () =>
  new Option('--folder <folder>', 'folder of ONNX models').env('FACELINE_MODELS').default('models');
const lockOption = () => new Option('--lock <file>', `file with the pins (default: ${modelsLockName} in the folder)`);
const useOption = () => new Option('--use <use>', 'what the results are for').choices(uses);

/** `faceline models`: what there is, what may be used, and fetching it. */
export function modelsCommand(outside: ModelsOutside = modelsOutside) {
  // Before the subcommands: they take it over from here.
  const command = new Command('models')
    .exitOverride()
    .description('List, fetch and check model files, and tell what their licences permit.')
    .addHelpText('after', examples);
  command
    .command('list')
    .description('every model that is known, what it is for, its licence, and whether it is here')
    .addOption(folderOption())
    .action(async ({ folder }) => {
      process.exitCode = await listModels(path.resolve(folder), outside);
    });
  command
    .command('pull')
    .description('fetch models, and those they need, with resume; nothing unchecked is left in the folder')
    .argument('<name...>', 'names as in "list"')
    .addOption(folderOption())
    .addOption(lockOption())
    .addOption(useOption())
    .option('--mirror <url>', 'base URL instead of the publishers; may have {release} and {file} in it')
    .option('--only', 'not the models that the named ones need', false)
    .option('--stall-s <seconds>', 'give a silent server up after so long', seconds, 30)
    .action(async (names, { folder, ...options }) => {
      process.exitCode = await pullModels(names, { ...options, folder: path.resolve(folder) }, outside);
    });
  command
    .command('verify')
    .description('check every model in the folder against its pin and its .hash')
    .addOption(folderOption())
    .addOption(lockOption())
    .action(async ({ folder, lock }) => {
      process.exitCode = await showVerified(path.resolve(folder), lock, outside);
    });
  command
    .command('push')
    .description('put models into an object store as models/<name>/<sha256>.onnx; workers take what was pushed last')
    .argument('<name...>', 'models of the folder')
    .addOption(folderOption())
    .addOption(lockOption())
    .requiredOption('--store <place>', outside.storeHelp)
    .option('--bucket <name>', 'bucket in a folder store', 'models')
    .action(async (names, { folder, ...options }) => {
      process.exitCode = await pushModels(names, { ...options, folder: path.resolve(folder) }, outside);
    });
  command
    .command('licences')
    .description('how licence statements are read, and what each model permits')
    .option('--write <file>', 'refresh the generated tables of a Markdown file instead')
    .action(async ({ write }) => {
      process.exitCode = await showLicences(write, outside);
    });
  return command;
}

import path from 'node:path';
import { Command } from '@commander-js/extra-typings';
import { meantOptions } from '../../../contract/meant-options.ts';
import { pieceProblem } from '../../../contract/piece.ts';
import { needsModels, processorsFor } from '../../../contract/processors/processors.ts';
import { resolveOptions, type UploadWish } from '../../../contract/upload-metadata.ts';
import { mapExplained, peopleOptions } from '../asked/people-options.ts';
import { pictureFlags } from '../asked/picture-flags.ts';
import { presetHelp } from '../asked/read-preset.ts';
import { readWish } from '../asked/read-wish.ts';
import { mustHaveModels, searchOptions } from '../asked/search-options.ts';
import { UsageError } from '../exit-codes.ts';
import { facelineCommand } from '../faceline-command.ts';
import { flagOf, withFlags } from '../flag-of.ts';
import { mustExist } from '../must-read.ts';
import { resultOptions, whenTaken } from '../results/result-options.ts';
import { resultNameHelp } from '../results/result-word.ts';
import { askedJobs } from './asked-jobs.ts';
import { demoModels } from './demo-inputs.ts';
import { type FoundTargets, findTargets } from './find-targets.ts';
import type { LocalSettings } from './local-settings.ts';

const examples = `
Examples:
  ${facelineCommand} local      the demo: nothing needed
  ${facelineCommand} local --target clip.mp4 --source me.jpg --models models --out result
  ${facelineCommand} local --target clip.mp4 --source me.jpg --models models -o clip-as-me.mp4
  ${facelineCommand} local --target clips 'more/**/*.mp4' --source me.jpg --models models --resume
  ${facelineCommand} local --target clip.mp4 --map who-is-who.json --models models
  ${facelineCommand} local --target old.mp4 --preset restore --models models
  ${facelineCommand} local --target clip.mp4 --source me.jpg --preset my-film.json --models models
  ${facelineCommand} local --target film.mkv --source me.jpg --models models --preview 1:02:03
  ${facelineCommand} local --target film.mkv --source me.jpg --models models --from 12.5 --to 20 --dry-run
  ${facelineCommand} local --watch inbox --models models --out done

${mapExplained}

Of clip.mp4 there are, under --out, ${resultNameHelp} and beside it
clip.poster.jpg, clip.preview.jpg (before and after) and clip.report.json; of a run that came to nothing
clip.failed.report.json. Nothing is written over: a name that is taken is refused before work. Several targets
end with a table; with --json there is a line of JSON for each.

Exit codes: 0 done, 2 refused or failed (the report says why), 3 wrong command line, 5 no face changed
(with --strict), 130 interrupted, 1 anything else.`;

/** How a request is answered. Loaded when it is asked for: help and mistakes come without. */
const runners = {
  dryRun: async () => (await import('./dry-run/run-dry-run.ts')).runDryRun,
  preview: async () => (await import('./run-preview.ts')).runPreview,
  whole: async () => (await import('./run-local.ts')).runLocal,
};

/** `faceline local`: the whole pipeline on this machine. */
export function localCommand() {
  const command = new Command('local')
    .description('Put a person into a video (or restore its faces) on this machine. Without options: the demo.')
    .option('--target <file...>', 'videos and images to change; folders of them, and patterns in quotes')
    .addOption(peopleOptions.source('without: x.jpg beside x.mp4, or person.jpg'))
    .addOption(peopleOptions.map())
    .addOption(searchOptions.models())
    .option('--preset <name>', presetHelp)
    .option('--out <folder>', 'folder for the results (default: "out")')
    .option('-o, --output <file>', 'the result itself; its poster, preview and report lie beside it')
    .addOption(resultOptions.force())
    .addOption(resultOptions.number())
    .option('--resume', 'leave out what is done already: same file, photos and options', false)
    .option('--dry-run', 'make nothing: tell what would be done, with which models, how long and how large', false)
    .option('--watch <folder>', 'keep going: every x.mp4 in it with x.jpg, or with person.*')
    .addOption(searchOptions.provider())
    .addOption(searchOptions.frameWorkers('frames worked on at once'))
    .option('--strict', 'end with 5 when faces were to be changed and none was', false)
    .option('--quiet', 'say nothing but errors and where the result is', false)
    .option('--json', 'print the report as JSON, and nothing else, on standard output', false)
    .addHelpText('after', examples)
    .action(async (given) => {
      if (given.watch !== undefined) {
        if (given.target !== undefined) throw new UsageError('Give --target or --watch, not both.');
        for (const name of ['map', 'output', 'resume', 'force', 'dryRun', 'strict'] as const) {
          if (given[name]) throw new UsageError(`${flagOf(name)} needs a --target; it does not go with --watch.`);
        }
      }
      const { wish, photos, map, flags, inputs } = readWish(given, command.opts(), 'here');
      const problem = pieceProblem(wish.options);
      if (problem !== undefined) throw new UsageError(withFlags(problem));
      const { resume, provider, frameWorkers, json, quiet, strict } = given;
      const settingsFor = (meant: Pick<UploadWish, 'options' | 'preset'>): LocalSettings => {
        const models = modelsFor(given, meant);
        return { ...placesFor(given), models, resume, provider, frameWorkers, json, quiet, strict };
      };
      const isPreview = typeof wish.options.preview === 'number';
      if (given.watch !== undefined) {
        if (isPreview) throw new UsageError('--preview does not go with --watch.');
        const { watchFolder } = await import('./watch/watch-folder.ts');
        process.exitCode = await watchFolder(mustExist('--watch', given.watch), { wish, photos }, settingsFor(wish));
        return;
      }
      const { targets, notes } = targetsOf(given);
      const runner = given.dryRun ? 'dryRun' : isPreview ? 'preview' : 'whole';
      const asked = askedJobs(targets, { photos, map, ...wish }, flags);
      if (!json && !quiet) for (const note of [...notes, ...asked.notes]) process.stderr.write(`${note}\n`);
      const meant = { ...wish, options: meantOptions(wish, photos.length > 0 || map !== undefined) };
      const settings = settingsFor(meant);
      const run = await runners[runner]();
      process.exitCode = await run({ jobs: asked.jobs, isDemo: targets.length === 0, inputs }, settings);
    });
  for (const flag of pictureFlags) command.addOption(flag);
  return command;
}

/** What was given besides the picture's own flags. */
interface GivenLocal {
  readonly target?: readonly string[] | undefined;
  readonly source?: readonly string[] | undefined;
  readonly map?: string | undefined;
  readonly models?: string | undefined;
  readonly out?: string | undefined;
  readonly output?: string | undefined;
  readonly force?: true | undefined;
  readonly number?: true | undefined;
  readonly watch?: string | undefined;
  readonly dryRun: boolean;
}

/** Where results go, and what is done where a name is taken. */
function placesFor({ out, output, ...given }: GivenLocal): Pick<LocalSettings, 'out' | 'output' | 'whenTaken'> {
  if (out !== undefined && output !== undefined) throw new UsageError('Give --out or --output, not both.');
  const file = output === undefined ? undefined : path.resolve(output);
  const folder = file === undefined ? path.resolve(out ?? 'out') : path.dirname(file);
  return { out: folder, output: file, whenTaken: whenTaken(given) };
}

/** The targets; none for the demo, which takes nothing that belongs to a target. */
function targetsOf(given: GivenLocal): FoundTargets {
  const found = given.target === undefined ? { targets: [], notes: [] } : findTargets(given.target);
  const { length } = found.targets;
  for (const name of ['source', 'map', 'output'] as const) {
    if (length === 0 && given[name] !== undefined) throw new UsageError(`--${name} needs a --target.`);
  }
  if (length > 1 && given.output !== undefined) {
    throw new UsageError(`--output names one file, and there are ${length} targets; give a folder as --out.`);
  }
  return found;
}

/** The folder given, else the demo's for the demo, else what is there: there has to be one to take from. */
function modelsFor(given: GivenLocal, wish: Pick<UploadWish, 'options' | 'preset'>): string {
  const { models, target, watch, map, dryRun } = given;
  if (models === undefined && target === undefined && watch === undefined) return demoModels;
  const resolved = resolveOptions(wish);
  const runsNoModel = resolved.ok && map === undefined && !processorsFor(resolved.value).some(needsModels);
  // A dry run tells which models to put there.
  return mustHaveModels(models, `make one with "${facelineCommand} models pull <name…>"`, !dryRun && !runsNoModel);
}

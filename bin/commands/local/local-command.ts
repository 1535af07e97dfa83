import { existsSync } from 'node:fs';
import path from 'node:path';
import { Command, InvalidArgumentError, Option } from '@commander-js/extra-typings';
import { processorsFor } from '../../../contract/processors.ts';
import { encoderPresets, type TaskOptions } from '../../../contract/task-options.ts';
import { resolveOptions, type UploadWish } from '../../../contract/upload-metadata.ts';
import { useSchema } from '../../../contract/use.ts';
import { askedOfJob } from '../asked/asked-of-job.ts';
import { UsageError } from '../exit-codes.ts';
import { mustBePhoto } from '../must-be-photo.ts';
import { mustExist } from '../must-exist.ts';
import { presetHelp, readPreset } from '../read-preset.ts';
import type { LocalSettings } from './local-settings.ts';
import { pictureFlags, pictureOptions } from './picture-options.ts';
import { readIdentityMap } from './read-identity-map.ts';
import { runLocal } from './run-local.ts';
import { watchFolder } from './watch-folder.ts';

function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0) throw new InvalidArgumentError('expected a whole number.');
  return value;
}

function rateFactor(text: string): number {
  const value = wholeNumber(text);
  if (value > 51) throw new InvalidArgumentError('expected 0 to 51.');
  return value;
}

const examples = `
Examples:
  npm start                                         the demo: nothing needed
  npm start -- --target clip.mp4 --source me.jpg --models models --out result
  npm start -- --target clip.mp4 --map who-is-who.json --models models
  npm start -- --target old.mp4 --preset restore --models models
  npm start -- --target clip.mp4 --source me.jpg --preset my-film.json --models models
  npm start -- --watch inbox --models models --out done

A map, its photos beside it. Targets: index (from the left, in the first frame with faces), photo (whoever is in it),
timeS with x and y (the face there then), "all" (everybody else). Sources: photos, "keep", "blur". Others stay as they are.
  [{"target": {"index": 0}, "source": {"photos": ["a.jpg"]}}, {"target": {"photo": "b.jpg"}, "source": "keep"}]

Under --out lie video.mp4 (or image.*), poster.jpg, preview.jpg (before and after) and report.json.

Exit codes: 0 done, 2 refused or failed (the report says why), 3 wrong command line, 5 no face changed
(with --strict), 130 interrupted, 1 anything else.`;

/** `faceline local`: the whole pipeline on this machine. */
export function localCommand() {
  const command = new Command('local')
    .description('Put a person into a video (or restore its faces) on this machine. Without options: the demo.')
    .option('--target <file>', 'video or image to change')
    .option('--source <file...>', 'photos of one person')
    .option('--map <file.json>', 'who becomes whom: [{"target": {"index": 0}, "source": {"photos": ["a.jpg"]}}, …]')
    .option('--models <folder>', 'folder of ONNX models (default: FACELINE_MODELS or ./models)')
    .option('--swapper <model>', 'swap model, or none')
    .option('--enhancer <model>', 'restoration model, or none')
    .option('--preset <name>', presetHelp)
    .addOption(
      new Option('--use <use>', 'what the result is for; models that do not permit it are refused').choices(
        useSchema.options,
      ),
    )
    .option('--crf <number>', "x264's rate factor, 0 (lossless) to 51", rateFactor)
    .addOption(
      new Option('--encoder-preset <name>', "x264's speed (--preset is a bundle of options)").choices([
        ...encoderPresets,
      ]),
    )
    .option('--out <folder>', 'folder for the results', 'out')
    .option('--watch <folder>', 'keep going: every x.mp4 in it with x.jpg, or with person.*')
    .addOption(new Option('--provider <name>', 'where models run').choices(['cpu', 'cuda'] as const))
    .option('--frame-workers <number>', 'frames worked on at once', wholeNumber)
    .option('--strict', 'end with 5 when faces were to be changed and none was', false)
    .option('--quiet', 'say nothing but errors and where the result is', false)
    .option('--json', 'print the report as JSON, and nothing else, on standard output', false)
    .addHelpText('after', examples)
    .action(async (given) => {
      const preset = readPreset(given.preset);
      const flags: TaskOptions = {
        ...pictureOptions(command.opts()),
        ...(given.swapper === undefined ? {} : { swapper: given.swapper }),
        ...(given.enhancer === undefined ? {} : { enhancer: given.enhancer }),
        ...(given.use === undefined ? {} : { use: given.use }),
        ...(given.crf === undefined ? {} : { crf: given.crf }),
        ...(given.encoderPreset === undefined ? {} : { encoderPreset: given.encoderPreset }),
      };
      const wish = { options: { ...preset.options, ...flags }, preset: preset.preset };
      const settingsFor = (meant: Pick<UploadWish, 'options' | 'preset'>): LocalSettings => ({
        out: path.resolve(given.out),
        models: modelsFolder(given, meant),
        provider: given.provider,
        frameWorkers: given.frameWorkers,
        json: given.json,
        quiet: given.quiet,
        strict: given.strict,
      });
      if (given.watch !== undefined) {
        if (given.target !== undefined) throw new UsageError('Give --target or --watch, not both.');
        if (given.strict)
          throw new UsageError('--strict needs a --target; --watch goes on whatever becomes of a file.');
        if (given.map !== undefined) throw new UsageError('--map needs a --target; it does not go with --watch.');
        process.exitCode = await watchFolder(mustExist('--watch', given.watch), wish, settingsFor(wish));
        return;
      }
      const photos = (given.source ?? []).map((file) => mustBePhoto('--source', file));
      const target = given.target === undefined ? undefined : mustExist('--target', given.target);
      if (target === undefined && photos.length > 0) throw new UsageError('--source needs a --target to work on.');
      if (target === undefined && given.map !== undefined) throw new UsageError('--map needs a --target to work on.');
      const map = given.map === undefined ? undefined : readIdentityMap(given.map);
      // The demo has a person of its own.
      const people = target === undefined ? ['demo-photo.png'] : photos;
      const named = { target: target ?? 'demo-clip.mp4', photos: people, map };
      const job = { ...named, ...wish, flags: { ...flags, source: given.source } };
      const { options, notes } = askedOfJob(job);
      if (!given.json && !given.quiet) for (const note of notes) process.stderr.write(`${note}\n`);
      const meant = { preset: wish.preset, options };
      process.exitCode = await runLocal({ target, photos, map, ...meant }, settingsFor(meant));
    });
  for (const flag of pictureFlags) command.addOption(flag);
  return command;
}

interface GivenFolders {
  readonly models?: string | undefined;
  readonly target?: string | undefined;
  readonly watch?: string | undefined;
  readonly map?: string | undefined;
}

/** The folder given, else the demo's for the demo, else FACELINE_MODELS or ./models: there has to be one to take from. */
function modelsFolder(given: GivenFolders, wish: Pick<UploadWish, 'options' | 'preset'>): string | undefined {
  if (given.models !== undefined) return mustExist('--models', given.models);
  if (given.target === undefined && given.watch === undefined) return undefined;
  const folder = process.env.FACELINE_MODELS ?? 'models';
  const resolved = resolveOptions(wish);
  const runsNoModel = resolved.ok && processorsFor(resolved.value).every(({ name }) => name === 'transcode');
  if (existsSync(folder) || (runsNoModel && given.map === undefined)) return path.resolve(folder);
  throw new UsageError(
    `There is no models folder: ${path.resolve(folder)}. Give --models <folder>, or make one with ` +
      '`faceline models pull <name…>` (README, "Models").',
  );
}

import path from 'node:path';
import { Argument, Command } from '@commander-js/extra-typings';
import { searchFlags, searchOptions, searchSettings } from '../asked/search-options.ts';
import { UsageError } from '../exit-codes.ts';
import { facelineCommand } from '../faceline-command.ts';
import { mustExist } from '../must-read.ts';

const explained = `
Tells what is in the file (container, codec, size, rotation, colour, rate, sound), in which frames faces are, and who they
are: a track is one face over neighbouring frames, short gaps filled; it ends where the picture is cut. Tracks of the same
person are told where arcface_w600k_r50 lies beside the detector.

For every track a rule for an identity map is printed, ready to be copied: a point in the picture at a time. "index" is the
place from the left in the first frame with faces. Under --out lie
  timeline.png   a row a track: its best face where it begins, when it is seen (thin: filled in), cuts
  map.json       a map with one rule for every person; as it stands it keeps everybody: change "keep", then
                 ${facelineCommand} local --target clip.mp4 --map look/map.json --models models

Examples:
  ${facelineCommand} inspect clip.mp4 --models models --out look
  ${facelineCommand} inspect photo.jpg --models models --json
  ${facelineCommand} inspect clip.mkv --no-faces

Exit codes: 0 done, 2 refused or failed (a code and advice are told), 3 wrong command line, 130 interrupted, 1 anything else.`;

/** `faceline inspect`: what a file is and who is in it. */
export function inspectCommand() {
  const command = new Command('inspect')
    .description('Tell what is in a video or image: facts, faces, tracks, cuts, and rules to copy for an identity map.')
    .addArgument(new Argument('<file>', 'video or image'))
    .addOption(searchOptions.models())
    .addOption(searchOptions.provider())
    .addOption(searchOptions.frameWorkers())
    .option('--no-faces', 'only what the file is; needs no models')
    .option('--out <folder>', 'also write timeline.png and map.json there')
    .option('--force', 'replace files of these names, whatever they are', false)
    .option('--quiet', 'no progress and no notes', false)
    .option('--json', 'print JSON, and nothing else, on standard output', false)
    .addHelpText('after', explained)
    .action(async (file, given) => {
      const full = mustExist('<file>', file);
      if (!given.faces && given.out !== undefined) {
        throw new UsageError('--out shows faces; it does not go with --no-faces.');
      }
      const without = '--no-faces for what the file is';
      // Pictures and containers take a while to load: other commands start without.
      const { runInspect } = await import('./run-inspect.ts');
      process.exitCode = await runInspect({
        file: full,
        ...(given.faces ? { search: searchSettings(given, command.opts(), without) } : {}),
        out: given.out === undefined ? undefined : path.resolve(given.out),
        force: given.force,
        json: given.json,
        quiet: given.quiet,
      });
    });
  for (const flag of searchFlags) command.addOption(flag);
  return command;
}

import path from 'node:path';
import { Argument, Command, Option } from '@commander-js/extra-typings';
import { regions } from '../../../gpu-worker/compare/picture-figures.ts';
import { modelsFolder, searchFlags, searchOptions, searchSettings } from '../asked/search-options.ts';
import { UsageError } from '../exit-codes.ts';
import { facelineCommand } from '../faceline-command.ts';
import { mustExist } from '../must-read.ts';
import { count, numberThat } from '../read-number.ts';
import { refuseTaken } from '../results/refuse-taken.ts';

const number = numberThat('a number', Number.isFinite);
const share = numberThat('a number from 0 to 5', (value) => value >= 0 && value <= 5);

const explained = `
Compares frame by frame, in display order, over the whole picture and inside and outside the faces of the first file:
  PSNR   peak signal-to-noise ratio in dB, peak 255; ∞ where all samples are equal. As a rule of thumb differences are
         hard to see above 40 dB and plain below 30. Of luma, of the other planes as they are stored, and of all samples.
  SSIM   structural similarity of luma, 1 where equal (Wang et al. 2004: Gaussian window 11×11, sigma 1.5).
The mean PSNR is that of the mean squared error. Nothing is scaled or converted: sizes, rotation, range and the number of
frames have to be the same.

Examples:
  ${facelineCommand} compare clip.mp4 out/clip.swapped.mp4 --models models
  ${facelineCommand} compare clip.mp4 smaller.mp4 --boxes none --csv figures.csv
  ${facelineCommand} compare before.png after.png --models models --json
  ${facelineCommand} compare clip.mp4 out/clip.swapped.mp4 --models models --gate outside --least-psnr 38 --least-ssim 0.95

Exit codes: 0 done, 4 the worst frame is below --least-psnr or --least-ssim, 2 refused or failed (a code and advice are
told), 3 wrong command line, 130 interrupted, 1 anything else.`;

/** `faceline compare`: how much two videos or images differ, and where. */
export function compareCommand() {
  const command = new Command('compare')
    .description('Measure how two videos or two images differ: PSNR and SSIM, inside and outside the faces.')
    .addArgument(new Argument('<a>', 'video or image; faces are looked for in this one'))
    .addArgument(new Argument('<b>', 'the other one, of the same size and number of frames'))
    .addOption(
      new Option('--boxes <from>', 'detect: faces of <a>; none: the whole picture only, which needs no models')
        .choices(['detect', 'none'] as const)
        .default('detect' as const),
    )
    .option('--grow <share>', 'widen every box by this share of its size on each side', share, 0)
    .addOption(searchOptions.models())
    .addOption(searchOptions.provider())
    .addOption(searchOptions.frameWorkers())
    .option('--frames <number>', 'compare the first frames only; then one may be longer', count)
    .option('--least-psnr <dB>', 'end with 4 when the luma PSNR of any frame is lower', number)
    .option('--least-ssim <number>', 'end with 4 when the SSIM of any frame is lower', number)
    .addOption(new Option('--gate <region>', 'what these two judge').choices(regions).default('whole' as const))
    .option('--csv <file>', 'also write the figures of every frame, as they come')
    .option('--force', 'replace the file that has this name, whatever it is', false)
    .option('--quiet', 'no progress and no notes', false)
    .option('--json', 'print JSON with the figures of every frame, and nothing else, on standard output', false)
    .addHelpText('after', explained)
    .action(async (a, b, given) => {
      const [fileA, fileB] = [mustExist('<a>', a), mustExist('<b>', b)];
      if (given.boxes === 'none' && given.gate !== 'whole') {
        throw new UsageError(`--gate ${given.gate} needs face boxes; it does not go with --boxes none.`);
      }
      // Known now rather than after an hour of frames.
      if (given.csv !== undefined) {
        mustExist('--csv', path.dirname(given.csv));
        refuseTaken([path.resolve(given.csv)], [fileA, fileB], given.force, modelsFolder(given.models));
      }
      const without = '--boxes none for the whole picture only';
      // Pictures and containers take a while to load: other commands start without.
      const { runCompare } = await import('./run-compare.ts');
      process.exitCode = await runCompare({
        a: fileA,
        b: fileB,
        ...(given.boxes === 'none' ? {} : { search: searchSettings(given, command.opts(), without) }),
        grow: given.grow,
        frames: given.frames,
        json: given.json,
        quiet: given.quiet,
        csv: given.csv === undefined ? undefined : path.resolve(given.csv),
        force: given.force,
        gate: { region: given.gate, leastPsnr: given.leastPsnr, leastSsim: given.leastSsim },
      });
    });
  for (const flag of searchFlags) command.addOption(flag);
  return command;
}

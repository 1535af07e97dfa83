import { Option } from '@commander-js/extra-typings';
import { expectedWords } from '../../../contract/expected-words.ts';
import { issueText, valueAt } from '../../../contract/parse.ts';
import {
  colouriserSizes,
  debugItems,
  encoderPresets,
  faceAreas,
  faceOrders,
  faceRegions,
  genders,
  maskKinds,
  type TaskOptions,
  taskOptionsSchema,
} from '../../../contract/task-options.ts';
import { useSchema } from '../../../contract/use.ts';
import { checkModelNames } from '../asked/check-model-names.ts';
import { flagOf } from '../asked/flag-of.ts';
import { UsageError } from '../exit-codes.ts';

/** A number; any other text as it was typed, so that the message can repeat it. */
function typed(text: string): number | string {
  const value = Number(text);
  return text.trim() === '' || Number.isNaN(value) ? text : value;
}

/** Flags that are a task's option of the same name, and nothing else. Names are commander's: `--mask-blur` is `maskBlur`. */
const flags = [
  new Option('--swapper <model>', 'swap model, or none'),
  new Option('--enhancer <model>', 'restoration model, or none'),
  new Option('--use <use>', 'what the result is for; models that do not permit it are refused').choices(
    useSchema.options,
  ),
  new Option('--crf <number>', "x264's rate factor, 0 (lossless) to 51").argParser(typed),
  new Option('--encoder-preset <name>', "x264's speed (--preset is a bundle of options)").choices([...encoderPresets]),
  new Option('--detector <model>', 'finds faces (yunet_2023_mar, scrfd_2.5g, retinaface_10g, yoloface_8n), or many'),
  new Option('--detector-score <number>', 'least score of a face, 0..1').argParser(typed),
  new Option('--detector-angles <degrees...>', 'turn frames by each to find faces that lie: 0 90 180 270'),
  new Option('--detector-margin <numbers...>', 'black around frames to find faces at the edge, per cent: one or four'),
  new Option('--faces <which>', 'target faces: many (all) or one (the first in --face-order)'),
  new Option('--face-order <order>', `order of a frame's faces: ${faceOrders.join(', ')}`),
  new Option('--select-gender <gender>', `only faces a classifier takes for: ${genders.join(', ')}; or any`),
  new Option('--select-age-from <years>', 'only faces a classifier takes for so old or older').argParser(typed),
  new Option('--select-age-to <years>', 'only faces a classifier takes for younger than this').argParser(typed),
  new Option('--tracks', 'join faces over frames and fill short gaps; takes a second pass (a map does so anyway)'),
  new Option('--smoothing <frames>', 'smooth tracked faces over so many frames on each side, 0..15').argParser(typed),
  new Option(
    '--landmarker <model>',
    'finds 68 points (2dfan4, peppa_wutz, many: the surer of both, fan_68_5), or none',
  ),
  new Option('--landmarker-score <number>', 'least score of points that align the face, 0..1').argParser(typed),
  new Option('--swapper-weight <number>', 'how much of the source identity, 0..1').argParser(typed),
  new Option(
    '--swapper-colour-match <number>',
    "moves the new face's colours to the target's skin, per cent",
  ).argParser(typed),
  new Option('--pixel-boost <number>', "side of the swapped face, a multiple of the swapper's; 0: its own").argParser(
    typed,
  ),
  new Option('--enhancer-blend <number>', 'share of the restored face, per cent').argParser(typed),
  new Option('--enhancer-weight <number>', "the enhancer's fidelity, 0..1").argParser(typed),
  new Option('--masks <names...>', `what bounds the new face: ${maskKinds.join(', ')}`),
  new Option('--occluder <model>', 'model of the mask "occlusion"'),
  new Option('--parser <model>', 'model of the mask "region"'),
  new Option('--regions <names...>', `what the mask "region" keeps: ${faceRegions.join(', ')}`),
  new Option('--areas <names...>', `what the mask "area" keeps: ${faceAreas.join(', ')}`),
  new Option('--mask-blur <number>', 'softness of the box mask, 0..1').argParser(typed),
  new Option('--mask-padding <numbers...>', 'of the box mask, per cent: top right bottom left'),
  new Option('--upscaler <model>', 'enlarges whole frames (real_esrgan_x2), or none'),
  new Option('--upscaler-blend <number>', "share of the upscaler's picture, per cent").argParser(typed),
  new Option('--colouriser <model>', 'colours whole frames (ddcolor, deoldify), or none'),
  new Option('--colouriser-size <number>', `side of what it sees, pixels: ${colouriserSizes.join(', ')}`).argParser(
    typed,
  ),
  new Option('--colouriser-blend <number>', 'share of the coloured frame, per cent').argParser(typed),
  new Option('--debug', 'draw on every frame what is known of its faces'),
  new Option('--debug-items <names...>', `what is drawn: ${debugItems.join(', ')}`),
  new Option('--from <time>', 'only a piece of a video: frames from this time on (12.5, 1:02:03.5)'),
  new Option('--to <time>', '… and before this time; to the end where it is not given'),
  new Option('--frames <number>', '… or so many frames').argParser(typed),
  new Option('--preview <time>', 'make no video: only the frame at this time, before and after'),
  new Option('--transcode', 'only decode and encode, where nothing else is asked for'),
];
export const pictureFlags: readonly Option[] = flags;

/** Flags that take several numbers. */
const numberLists = new Set(['maskPadding', 'detectorAngles', 'detectorMargin']);

/** One margin is for all four sides. */
function numbers(name: string, values: readonly unknown[]): unknown {
  const [first, ...others] = values.map((value) => typed(String(value)));
  return name === 'detectorMargin' && others.length === 0 ? first : [first, ...others];
}

/** Nought frames are all of them in an option; whoever types it means none. */
const givenSchema = taskOptionsSchema.extend({ frames: taskOptionsSchema.shape.frames.unwrap().min(1).optional() });

/**
 * The options that were given by {@link pictureFlags}.
 * @param given everything that was given, by commander's names
 * @throws UsageError that names every flag with what was given and what was expected, or an unknown model and the near
 *   ones
 */
export function pictureOptions(given: Readonly<Record<string, unknown>>): TaskOptions {
  const wanted = flags.flatMap((flag) => {
    const name = flag.attributeName();
    const value = given[name];
    if (value === undefined) return [];
    return [[name, Array.isArray(value) && numberLists.has(name) ? numbers(name, value) : value]];
  });
  checkModelNames(given);
  const options: unknown = Object.fromEntries(wanted);
  const parsed = givenSchema.safeParse(options, { error: expectedWords });
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => {
    const value = valueAt(options, issue.path);
    const text = issueText(issue, givenSchema, (Array.isArray(value) ? value.join(' ') : String(value)) || 'nothing');
    return `${flagOf(String(issue.path[0]))}: ${text}${text.endsWith('?') ? '' : '.'}`;
  });
  throw new UsageError([...new Set(problems)].join('\n'));
}

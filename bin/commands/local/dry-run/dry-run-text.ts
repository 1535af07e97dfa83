import path from 'node:path';
import { wholeDurationText } from '../../../../functions/notify/duration-text.ts';
import { detectorRole } from '../../../../gpu-worker/finding/detector.ts';
import { codecName } from '../../../../gpu-worker/inspect/describe-media.ts';
import { columns } from '../../columns.ts';
import { timeText } from '../../time-text.ts';
import { modelNotes } from '../../words/report-text.ts';
import type { ForeseenMedia, Foresight, SizeEstimate, TimeEstimate } from './foresight.ts';

/** What was foreseen, for a person. */
export function dryRunText(foresight: Foresight): string {
  const { target, sizeBytes = 0, media, task, models, persons, results, time, size, notes } = foresight;
  const rows: string[][] = [];
  const add = (name: string, lines: readonly string[]): void => {
    for (const [index, line] of lines.entries()) rows.push([index === 0 ? name : '', line]);
  };
  if (media !== undefined) add('target', [`${megabytes(sizeBytes)}, ${mediaText(media)}`]);
  if (media?.piece !== undefined) add('piece', [`${timeText(media.piece.fromS)} to ${timeText(media.piece.toS)}`]);
  if (task !== undefined) {
    add('steps', stepsText(task));
    if (task.identities.some((rule) => rule.target !== 'all')) add('map', [mapText(task.identities)]);
    if (models.some(({ role }) => role === detectorRole.name)) add('faces', [facesText(task.analysis)]);
    if (media?.kind === 'video') {
      add('passes', [
        task.passes === 1 ? 'one over the frames' : 'two over the frames: the first joins faces over them',
      ]);
      add('encoder', [`x264 ${task.encoder.preset}, crf ${task.encoder.crf}`]);
    }
  }
  add(
    'photos',
    (persons ?? []).flatMap(({ photos }) =>
      photos.map(
        ({ key, file = key, faces, note }) =>
          `${path.basename(file)}: ${count(faces, 'face')}${note ? `; ${note}` : ''}`,
      ),
    ),
  );
  add(
    'results',
    results.map(({ file, state }) => `${path.relative(process.cwd(), file)}${state === 'new' ? '' : ' (replaced)'}`),
  );
  if (task !== undefined && media !== undefined) {
    add('time', [
      time === undefined ? `not known${models.some(isMissing) ? ': models are missing' : ''}` : timeLine(time),
    ]);
    add('size', [size === undefined ? 'not known' : sizeLine(size)]);
  }
  const head = `${path.basename(target)}: dry run, nothing was made`;
  const table = models.length === 0 ? '' : `\n${columns(modelRows(models))}`;
  // What is missing is named all together at the end.
  const hints = modelNotes(models.filter((model) => !isMissing(model)));
  return `${[head, columns(rows).trimEnd(), table.trimEnd(), ...hints, ...notes].filter((text) => text !== '').join('\n')}\n\n${verdictText(foresight)}\n`;
}

function verdictText({ refusal, done }: Foresight): string {
  if (done !== undefined) return `It is done already: ${path.relative(process.cwd(), done)}`;
  if (refusal === undefined) return 'It would run.';
  const { code, message, advice } = refusal;
  const why = `It would be refused. ${code === undefined ? '' : `${code}: `}${message}`;
  return advice === undefined ? why : `${why}\n${advice}`;
}

const isMissing = ({ state }: Foresight['models'][number]): boolean => state === 'missing';

const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? '' : 's'}`;

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(bytes < 1e7 ? 2 : 0)} MB`;

function mediaText({ kind, width, height, codec, frames, durationS, audio }: ForeseenMedia): string {
  const picture = `${codecName(codec)}, ${width}×${height}`;
  if (kind === 'image') return `image: ${picture}`;
  const rate = durationS > 0 ? `, ${Number((frames / durationS).toFixed(2))} a second` : '';
  const sound = audio.length === 0 ? 'no sound' : `sound ${audio.join(', ')}`;
  return `${picture}, ${count(frames, 'frame')}${rate}, ${timeText(durationS)}, ${sound}`;
}

type Task = NonNullable<Foresight['task']>;

/** What is done; faces that a map blurs are a step to whoever asked for it, and encoding anew is then none. */
function stepsText({ processors, identities }: Task): string[] {
  if (!identities.some(({ source }) => source === 'blur')) return processors.map(stepText);
  return [...processors.filter(({ name }) => name !== 'transcode').map(stepText), 'blur (faces that the map says)'];
}

/** A step with the options that are numbers and words; its masks and regions by their names. */
function stepText(step: Task['processors'][number]): string {
  const { name, ...settings } = step;
  const model = 'model' in step ? ` ${step.model}` : '';
  const words = Object.entries(settings).flatMap(([key, value]): string[] => {
    if (key === 'model' || value === undefined) return [];
    if (typeof value !== 'object') return [`${key} ${value}`];
    return [`${key} ${Array.isArray(value) ? value.join('+') : Object.keys(value).join('+')}`];
  });
  return `${name}${model}${words.length === 0 ? '' : ` (${words.join(', ')})`}`;
}

function facesText({ detector, landmarker, faces }: Task['analysis']): string {
  const points = landmarker === 'none' ? '' : `, points by ${landmarker}`;
  const which = faces === 'one' ? 'one a frame' : 'all';
  return `${which}, found by ${detector.model} from a score of ${detector.score} on${points}`;
}

/** What becomes of whom, counted: `2 rules: 1 another face, 1 blur`. */
function mapText(identities: Task['identities']): string {
  const kinds = identities.map(({ source }) => (typeof source === 'string' ? source : 'another face'));
  const counts = [...new Set(kinds)].map((kind) => `${kinds.filter((each) => each === kind).length} ${kind}`);
  return `${count(identities.length, 'rule')}: ${counts.join(', ')}`;
}

function modelRows(models: Foresight['models']): string[][] {
  return [
    ['model', 'for', 'file', 'size', 'licence', 'permits'],
    ...models.map(({ name, role, state, sizeBytes, licence, permits }) => [
      name,
      role,
      state,
      sizeBytes === undefined ? '-' : megabytes(sizeBytes),
      licence,
      permits,
    ]),
  ];
}

function timeLine({ totalS, triedFrames, framesPerS, setupS }: TimeEstimate): string {
  const tried = `${count(triedFrames, 'frame')} at ${framesPerS.toFixed(1)} a second, and ${setupS.toFixed(1)} s around them`;
  return `about ${wholeDurationText(Math.max(1, totalS))} on this machine: tried with ${tried}`;
}

const sizeLine = ({ bytes, triedFrames, exact }: SizeEstimate): string =>
  exact
    ? `${megabytes(bytes)}: all of it was tried`
    : `about ${megabytes(bytes)}: by ${count(triedFrames, 'frame')} of the middle, encoded with the sound of their time`;

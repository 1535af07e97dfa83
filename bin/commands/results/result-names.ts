import path from 'node:path';
import { outputFiles } from '../../../contract/object-keys.ts';

/** The files of one result in a folder of this machine; names without the folder. */
export interface ResultNames {
  readonly file: string;
  readonly poster: string;
  readonly preview: string;
  readonly report: string;
  /** The report of a task that came to nothing. It has a name of its own, so that an earlier result keeps its report. */
  readonly failure: string;
}

/** Most file systems end a name at 255 bytes; the rest of the room is for what is added. */
const longestStemBytes = 200;

/**
 * Names after the clip: `clip.swapped.mp4`, `clip.poster.jpg`, `clip.preview.jpg`, `clip.report.json`.
 * @param stem the clip's name without its extension
 * @param extension of the result, without a dot
 * @param mark what tells a piece of it from the whole; never cut, as the stem may be
 */
export function clipNames(stem: string, word: string, extension: string, mark = ''): ResultNames {
  const short = markedStem(stem, mark);
  return { file: `${short}.${word}.${extension}`, ...namesBeside(short) };
}

/** Names that all say what was done, `clip.swapped.report.json`: for a second result of one clip beside the first. */
export function wordedNames(stem: string, word: string, extension: string, mark = ''): ResultNames {
  const done = `${markedStem(stem, mark)}.${word}`;
  return { file: `${done}.${extension}`, ...namesBeside(done) };
}

/** Names after a result that was named itself: `mine.mp4`, `mine.poster.jpg`, … */
export const namesAfter = (file: string): ResultNames => ({
  file: path.basename(file),
  ...namesBeside(cutBytes(path.parse(file).name, longestStemBytes)),
});

/** The one file of a preview: `clip.at-12.5s.preview.jpg`. */
export const previewName = (stem: string, mark: string): string => namesBeside(markedStem(stem, mark)).preview;

const markedStem = (stem: string, mark: string): string =>
  `${cutBytes(stem, longestStemBytes - Buffer.byteLength(mark))}${mark}`;

const namesBeside = (stem: string): Omit<ResultNames, 'file'> => ({
  poster: `${stem}.poster.jpg`,
  preview: `${stem}.preview.jpg`,
  report: `${stem}.report.json`,
  failure: `${stem}.failed.report.json`,
});

/** The demo's results have the names of the objects. */
export const demoNames: ResultNames = {
  file: outputFiles.video,
  poster: outputFiles.poster,
  preview: outputFiles.preview,
  report: outputFiles.report,
  failure: `failed.${outputFiles.report}`,
};

/** The n-th name of the same kind: `clip.swapped-2.mp4`; the first is the name itself. */
export function numberedName(name: string, number: number): string {
  if (number === 1) return name;
  const { name: stem, ext } = path.parse(name);
  return `${stem}-${number}${ext}`;
}

/** All names with one number. */
export const numberedNames = (
  { file, poster, preview, report, failure }: ResultNames,
  number: number,
): ResultNames => ({
  file: numberedName(file, number),
  poster: numberedName(poster, number),
  preview: numberedName(preview, number),
  report: numberedName(report, number),
  failure,
});

/** Whether a name is that of a report, numbered or not. */
export const isReportName = (name: string): boolean => /(^|\.)report(-\d+)?\.json$/.test(name);

/** Cut at whole characters. */
function cutBytes(text: string, most: number): string {
  let kept = '';
  for (const character of text) {
    if (Buffer.byteLength(kept) + Buffer.byteLength(character) > most) break;
    kept += character;
  }
  return kept;
}

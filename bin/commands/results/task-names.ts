import path from 'node:path';
import type { TaskSettings } from '../../../contract/face-task.ts';
import { readReportFile } from './own-files.ts';
import { pieceMark } from './piece-mark.ts';
import { clipNames, type ResultNames, wordedNames } from './result-names.ts';
import { resultWord } from './result-word.ts';

/**
 * What a task's files may be called in the user's folder: after the clip and its piece, the result after what was done;
 * then with that word in all of them.
 * @param stem what the clip is called
 * @param settings undefined where the options contradict each other
 * @param extension of the result, without a dot
 */
export function possibleNames(
  stem: string,
  settings: TaskSettings | undefined,
  extension: string,
): readonly [short: ResultNames, worded: ResultNames] {
  const word = settings === undefined ? 'result' : resultWord(settings);
  const mark = pieceMark(settings ?? {});
  return [clipNames(stem, word, extension, mark), wordedNames(stem, word, extension, mark)];
}

/** The first of {@link possibleNames}, unless another result of the clip has them: both keep a report of their own. */
export function taskNames(
  folder: string,
  ...[stem, settings, extension]: Parameters<typeof possibleNames>
): ResultNames {
  const [short, worded] = possibleNames(stem, settings, extension);
  const earlier = readReportFile(path.join(folder, short.report))?.result;
  return earlier === undefined || earlier.file === short.file ? short : worded;
}

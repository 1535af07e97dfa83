import type { TaskSettings } from '../../../contract/face-task.ts';
import { pieceMark } from './piece-mark.ts';
import { clipNames, type ResultNames } from './result-names.ts';
import { resultWord } from './result-word.ts';

/**
 * What a task's files are called in the user's folder: after the clip, its piece, and what is done to it.
 * @param stem what the clip is called
 * @param settings undefined where the options contradict each other
 * @param extension of the result, without a dot
 */
export function taskNames(stem: string, settings: TaskSettings | undefined, extension: string): ResultNames {
  const word = settings === undefined ? 'result' : resultWord(settings);
  return clipNames(stem, word, extension, pieceMark(settings ?? {}));
}

import { FacelineError } from '../../../gpu-worker/errors.ts';
import { exitCodes } from '../exit-codes.ts';
import { asStartedHere } from '../faceline-command.ts';
import { type ModelStore, openModelStore } from './open-model-store.ts';

/** What the models command touches besides files; replaced in tests, and where there are more kinds of stores. */
export interface ModelsOutside {
  /** Results. */
  write(text: string): void;
  /** What happens, and progress. */
  say(text: string): void;
  readonly isTerminal: boolean;
  /** What `--store` takes, for its help. */
  readonly storeHelp: string;
  openStore(place: string): Promise<ModelStore>;
}

export const modelsOutside: ModelsOutside = {
  write: (text) => void process.stdout.write(text),
  say: (text) => void process.stderr.write(text),
  isTerminal: process.stderr.isTTY,
  storeHelp: 'folder of the object store on this machine, or s3://<bucket>',
  openStore: (place) => openModelStore(place),
};

/** Takes a step for each; all are tried, and a foreseen failure is told, not thrown. @returns the exit code */
export async function tryAll<Each>(
  outside: ModelsOutside,
  all: Iterable<Each>,
  step: (each: Each) => unknown,
): Promise<number> {
  let exitCode: number = exitCodes.done;
  for (const each of all) {
    try {
      await step(each);
    } catch (thrown) {
      if (!(thrown instanceof FacelineError)) throw thrown;
      outside.say(`${thrown.code}: ${asStartedHere(thrown.message)}\n`);
      exitCode = exitCodes.refused;
    }
  }
  return exitCode;
}

import { pushModel } from '../../../gpu-worker/models/files/push-models.ts';
import { exitCodeOf, type ModelsOutside, megabytes, told } from './models-outside.ts';
import { transferProgress } from './transfer-progress.ts';

export interface PushRequest {
  readonly folder: string;
  readonly lock?: string | undefined;
  readonly store: string;
  readonly bucket: string;
}

/** Puts models into an object store, each under its name and hash. All are tried. */
export async function pushModels(
  names: readonly string[],
  { folder, lock, store: place, bucket: named }: PushRequest,
  outside: ModelsOutside,
): Promise<number> {
  const { store, bucket = named } = await outside.openStore(place);
  let allWell = true;
  for (const name of new Set(names)) {
    const progress = transferProgress(name, outside);
    const well = await told(outside, async () => {
      const options = {
        folder,
        bucket,
        onProgress: progress.update,
        ...(lock === undefined ? {} : { lockFile: lock }),
      };
      const { key, state, sizeBytes } = await pushModel(store, name, options);
      progress.stop();
      outside.write(`${name} ${state === 'there' ? 'is there already' : 'pushed'}: ${megabytes(sizeBytes)}, ${key}\n`);
    });
    progress.stop();
    allWell = allWell && well;
  }
  return exitCodeOf(allWell);
}

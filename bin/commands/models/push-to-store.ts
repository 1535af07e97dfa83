import { defined } from '../../../contract/options/option.ts';
import { pushModel } from '../../../gpu-worker/models/files/push-models.ts';
import { megabytes } from '../megabytes.ts';
import { transferProgress } from '../progress/transfer-progress.ts';
import { type ModelsOutside, tryAll } from './models-outside.ts';

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
  return tryAll(outside, new Set(names), async (name) => {
    const progress = transferProgress(name, outside);
    try {
      const options = { folder, bucket, onProgress: progress.update, ...defined({ lockFile: lock }) };
      const { key, state, sizeBytes } = await pushModel(store, name, options);
      progress.stop();
      outside.write(`${name} ${state === 'there' ? 'is there already' : 'pushed'}: ${megabytes(sizeBytes)}, ${key}\n`);
    } finally {
      progress.stop();
    }
  });
}

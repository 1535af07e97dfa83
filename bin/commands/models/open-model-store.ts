import { openFolderObjectStore } from '../../../gpu-worker/adapters/local/folder-object-store.ts';
import type { ObjectStore } from '../../../gpu-worker/ports.ts';
import { UsageError } from '../exit-codes.ts';

/** An object store, and the bucket in it where its address names one. */
export interface ModelStore {
  readonly store: ObjectStore;
  readonly bucket: string | undefined;
}

/**
 * Opens what `--store` names: a folder of this machine, or `s3://bucket` with the credentials of the default chain, in
 * AWS_REGION and, for MinIO and its like, at AWS_ENDPOINT_URL.
 * @throws UsageError for another kind of address, or without a region
 */
export async function openModelStore(
  place: string,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Promise<ModelStore> {
  const [, scheme, rest = ''] = /^([a-z0-9]+):\/\/(.*)$/i.exec(place) ?? [];
  if (scheme === undefined) return { store: await openFolderObjectStore(place), bucket: undefined };
  const bucket = rest.replace(/\/$/, '');
  if (scheme !== 's3' || bucket === '' || bucket.includes('/')) {
    throw new UsageError(`--store takes a folder or s3://<bucket>; ${place} is neither.`);
  }
  const region = environment.AWS_REGION ?? environment.AWS_DEFAULT_REGION;
  if (region === undefined) throw new UsageError(`Which region is ${place} in? Set AWS_REGION.`);
  const { createS3 } = await import('../../../gpu-worker/adapters/aws/aws-clients.ts');
  const { s3ObjectStore } = await import('../../../gpu-worker/adapters/aws/s3-object-store.ts');
  return { store: s3ObjectStore(createS3({ region, endpoint: environment.AWS_ENDPOINT_URL })), bucket };
}

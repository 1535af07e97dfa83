import { spawnSync } from 'node:child_process';
import { randomFillSync } from 'node:crypto';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createS3 } from '../../../gpu-worker/adapters/aws/aws-clients.ts';
import { s3ObjectStore } from '../../../gpu-worker/adapters/aws/s3-object-store.ts';
import { uploadFile } from '../../../gpu-worker/transfer/upload-file.ts';
import { UsageError } from '../exit-codes.ts';
import { median, timed } from './run-once.ts';

/**
 * Uploads a file of random bytes again and again, ours and `aws s3 cp` in turn, and gives a table of MB/s with the
 * ratio of the medians. Region, credentials and another endpoint come from the environment (AWS_REGION, AWS_…,
 * AWS_ENDPOINT_URL).
 * @param to `s3://bucket/prefix`
 */
export async function benchUpload(to: string, { sizeMb, runs }: { readonly sizeMb: number; readonly runs: number }) {
  const [, bucket, prefix = ''] = /^s3:\/\/([^/]+)\/?(.*)$/.exec(to) ?? [];
  if (bucket === undefined) throw new UsageError(`--upload is ${to}; expected s3://bucket/prefix.`);
  const folder = await mkdtemp(path.join(tmpdir(), 'faceline-bench-'));
  try {
    const file = path.join(folder, 'upload.bin');
    await writeRandom(file, sizeMb);
    const endpoint = process.env.AWS_ENDPOINT_URL;
    const store = s3ObjectStore(createS3({ region: process.env.AWS_REGION ?? 'us-east-1', endpoint }));
    const ours: number[] = [];
    const theirs: number[] = [];
    for (let run = 0; run < runs; run += 1) {
      const key = `${prefix}faceline-bench`;
      ours.push((1000 * sizeMb) / (await timed(() => uploadFile(store, { bucket, key }, file))));
      theirs.push((1000 * sizeMb) / (await timed(() => awsCopy(file, `s3://${bucket}/${key}-aws`, endpoint))));
      process.stderr.write(
        `run ${run + 1}: ours ${ours.at(-1)?.toFixed(0)}, aws s3 cp ${theirs.at(-1)?.toFixed(0)} MB/s\n`,
      );
      for (const name of [key, `${key}-aws`]) await store.delete({ bucket, key: name });
    }
    const [our, their] = [ours, theirs].map((figures) => median(figures, (figure) => figure));
    return [
      `upload of ${sizeMb} MB, median of ${runs} alternating runs`,
      `ours        ${our?.toFixed(0)} MB/s`,
      `aws s3 cp   ${their?.toFixed(0)} MB/s`,
      `ratio       ${((our ?? 0) / (their ?? 1)).toFixed(2)}`,
      '',
    ].join('\n');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function writeRandom(file: string, sizeMb: number): Promise<void> {
  const handle = await open(file, 'w');
  const megabyte = Buffer.alloc(1_000_000);
  for (let written = 0; written < sizeMb; written += 1) await handle.write(randomFillSync(megabyte));
  await handle.close();
}

function awsCopy(file: string, to: string, endpoint: string | undefined): void {
  const where = endpoint === undefined ? [] : ['--endpoint-url', endpoint];
  const { status, stderr, error } = spawnSync('aws', ['s3', 'cp', '--quiet', ...where, file, to], { encoding: 'utf8' });
  if (error !== undefined) throw new UsageError(`There is no aws on PATH to compare with: ${error.message}`);
  if (status !== 0) throw new Error(`aws s3 cp failed: ${stderr}`);
}

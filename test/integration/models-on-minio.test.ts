import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { modelsCommand } from '../../bin/commands/models/models-command.ts';
import { modelsOutside } from '../../bin/commands/models/models-outside.ts';
import { openModelStore } from '../../bin/commands/models/open-model-store.ts';
import { createS3 } from '../../gpu-worker/adapters/aws/aws-clients.ts';
import { s3ObjectStore } from '../../gpu-worker/adapters/aws/s3-object-store.ts';
import { modelsNamed } from '../../gpu-worker/catalog/needed-models.ts';
import { openModelSource } from '../../gpu-worker/models/files/model-source.ts';
import { openObjectModelSource } from '../../gpu-worker/models/files/object-model-source.ts';
import { temporaryFolder } from '../helpers/files/temporary-folder.ts';
import { describeWithServer } from '../helpers/servers/describe-with-server.ts';
import { type Minio, startMinio } from '../helpers/servers/minio.ts';
import { demoModelsFolder } from '../helpers/workers/local-rig.ts';

const names = ['yunet_2023_mar', 'inswapper_128', 'arcface_w600k_r50'];

describeWithServer('minio', 'models in an S3-compatible store', () => {
  let minio: Minio;
  beforeAll(async () => {
    minio = await startMinio();
    await createS3(minio, minio.root).send(new CreateBucketCommand({ Bucket: 'faceline-models' }));
  });
  afterAll(() => minio?.stop());
  afterEach(() => {
    process.exitCode = undefined;
    vi.unstubAllEnvs();
  });

  test('faceline models push s3://bucket, and a worker that fetches them', async () => {
    const environment = { AWS_REGION: minio.region, AWS_ENDPOINT_URL: minio.endpoint };
    vi.stubEnv('AWS_ACCESS_KEY_ID', minio.root.accessKeyId);
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', minio.root.secretAccessKey);
    let out = '';
    const outside = {
      ...modelsOutside,
      isTerminal: false,
      write(text: string) {
        out += text;
      },
      say: () => undefined,
      openStore: (place: string) => openModelStore(place, environment),
    };
    const push = ['push', ...names, '--folder', demoModelsFolder, '--store', 's3://faceline-models'];
    await modelsCommand(outside).parseAsync(push, { from: 'user' });
    expect(process.exitCode).toBe(0);
    expect(out).toMatch(/inswapper_128 pushed: .*models\/inswapper_128\/[0-9a-f]{64}\.onnx/);

    const folder = await temporaryFolder();
    const objects = await openObjectModelSource({
      store: s3ObjectStore(createS3(minio, minio.root)),
      bucket: 'faceline-models',
      scratch: path.join(folder, 'from-bucket'),
      byteLimit: 1e9,
    });
    const held = await openModelSource(folder, { objects }).hold(modelsNamed(names));
    expect(held.models.map(({ name }) => name).sort()).toEqual([...names].sort());
    for (const { name, path: file } of held.models) {
      expect(await readFile(file)).toEqual(await readFile(path.join(demoModelsFolder, `${name}.onnx`)));
    }
  });
});

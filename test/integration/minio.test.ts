import { afterAll, beforeAll } from 'vitest';
import { createS3, createSts } from '../../gpu-worker/adapters/aws/aws-clients.ts';
import { s3ObjectStore } from '../../gpu-worker/adapters/aws/s3-object-store.ts';
import { stsTaskScope } from '../../gpu-worker/adapters/aws/sts-task-scope.ts';
import { oddKeys } from '../conformance/suites/object-keys-to-try.ts';
import { taskScopeSuite } from '../conformance/suites/task-scope-suite.ts';
import { newBucket, s3Suite } from '../helpers/aws/adapters-under-test.ts';
import { clientsFor } from '../helpers/aws/deployed-world.ts';
import { scopeTable } from '../helpers/aws/scope-table.ts';
import { describeWithServer } from '../helpers/servers/describe-with-server.ts';
import { type Minio, startMinio } from '../helpers/servers/minio.ts';
import { sampleTask } from '../helpers/tasks/sample-task.ts';

/** MinIO has no roles: it reads the ARN and takes the caller's rights, so the session policy alone is judged. */
const dataRoleArn = 'arn:aws:iam::000000000000:role/any';

/**
 * It keeps each segment of a key as a name in a folder, so a segment has 255 bytes at most; and it does not list what
 * lies below a key that is an object itself.
 */
const keysOfMinio = oddKeys
  .filter((key) => key.split('/').every((segment) => Buffer.byteLength(segment) <= 255))
  .filter((key) => !oddKeys.some((other) => key.startsWith(`${other}/`)));

describeWithServer('minio', 'MinIO', () => {
  let server: Minio;
  beforeAll(async () => {
    server = await startMinio();
  });
  afterAll(() => server?.stop());

  s3Suite('MinIO', () => server, { keys: keysOfMinio, checksums: ['whole', 'parts'] });

  taskScopeSuite('STS of MinIO, a caller with wide rights', async () => {
    const { root, ...where } = server;
    const objects = { endpoint: where.endpoint, region: where.region };
    return {
      scope: stsTaskScope(createSts(objects, root), { dataRoleArn, objects, region: where.region }),
      owner: s3ObjectStore(createS3(objects, root)),
      inputBucket: await newBucket(server),
      outputBucket: await newBucket(server),
    };
  });

  scopeTable('MinIO, the session policy alone', async () => {
    const bucket = await newBucket(server, { versioned: true });
    const outputBucket = await newBucket(server, { versioned: true });
    return {
      task: sampleTask({ bucket, outputBucket, person: 'anna' }),
      owner: clientsFor(server, server.root).s3,
      server,
      worker: server.root,
      dataRoleArn,
    };
  });
});

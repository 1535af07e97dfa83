import { randomUUID } from 'node:crypto';
import { CreateRoleCommand, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { afterAll, beforeAll } from 'vitest';
import { createS3, createSts } from '../../gpu-worker/adapters/aws/aws-clients.ts';
import { s3ObjectStore } from '../../gpu-worker/adapters/aws/s3-object-store.ts';
import { stsTaskScope } from '../../gpu-worker/adapters/aws/sts-task-scope.ts';
import { taskScopeSuite } from '../conformance/suites/task-scope-suite.ts';
import { newBucket, s3Suite, sqsSuite } from '../helpers/aws/adapters-under-test.ts';
import { clientsFor } from '../helpers/aws/deployed-world.ts';
import { describeWithServer } from '../helpers/servers/describe-with-server.ts';
import { type Ministack, startMinistack } from '../helpers/servers/ministack.ts';

describeWithServer('ministack', 'ministack with enforced permissions', () => {
  let server: Ministack;
  beforeAll(async () => {
    server = await startMinistack();
  });
  afterAll(() => server?.stop());

  s3Suite('ministack', () => server, { checksums: ['whole'] });
  sqsSuite('ministack', () => server);

  taskScopeSuite('STS of ministack', async () => {
    const { root, endpoint, region } = server;
    const objects = { endpoint, region };
    const [inputBucket, outputBucket] = [await newBucket(server), await newBucket(server)];
    return {
      scope: stsTaskScope(createSts(objects, root), { dataRoleArn: await wideRole(), objects, region }),
      owner: s3ObjectStore(createS3(objects, root)),
      inputBucket,
      outputBucket,
    };
  });

  /** A role that may do everything on every bucket: what is denied is denied by the session policy. */
  async function wideRole(): Promise<string> {
    const { iam } = clientsFor(server, server.root);
    const RoleName = `data-${randomUUID()}`;
    const document = (statement: object): string =>
      JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...statement }] });
    const trust = document({ Principal: { AWS: 'arn:aws:iam::000000000000:root' }, Action: 'sts:AssumeRole' });
    const { Role } = await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust }));
    const PolicyDocument = document({ Action: 's3:*', Resource: '*' });
    await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'wide', PolicyDocument }));
    return Role?.Arn ?? '';
  }
});

import { afterAll, beforeAll } from 'vitest';
import { newBucket, s3Suite, sqsSuite } from '../helpers/aws/adapters-under-test.ts';
import { clientsFor } from '../helpers/aws/deployed-world.ts';
import { scopeTable } from '../helpers/aws/scope-table.ts';
import { describeWithServer } from '../helpers/servers/describe-with-server.ts';
import { type Localstack, startLocalstack } from '../helpers/servers/localstack.ts';
import { sampleTask } from '../helpers/tasks/sample-task.ts';

describeWithServer('localstack', 'LocalStack', () => {
  let server: Localstack;
  beforeAll(async () => {
    server = await startLocalstack();
  });
  afterAll(() => server?.stop());

  s3Suite('LocalStack', () => server, { checksums: ['whole', 'parts'] });
  sqsSuite('LocalStack', () => server);

  scopeTable(
    'LocalStack',
    async () => {
      const bucket = await newBucket(server, { versioned: true });
      const outputBucket = await newBucket(server, { versioned: true });
      return {
        task: sampleTask({ bucket, outputBucket, person: 'anna' }),
        owner: clientsFor(server, server.root).s3,
        server,
        worker: server.root,
        dataRoleArn: `arn:aws:iam::${server.account}:role/any`,
      };
    },
    { enforced: false },
  );
});

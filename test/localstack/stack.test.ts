import path from 'node:path';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { DeleteMessageCommand, ListQueuesCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { parseFaceTask } from '../../contract/face-task.ts';
import { uploadMetadata } from '../../contract/upload-metadata.ts';
import { loadBundledHandler } from '../helpers/aws/bundled-handler.ts';
import { type CdkTarget, deployStack, runCdk } from '../helpers/aws/cdk-command.ts';
import { type Clients, clientsFor, stackName } from '../helpers/aws/deployed-world.ts';
import { noticeQueue } from '../helpers/aws/notice-queue.ts';
import { removeLambdas } from '../helpers/aws/template-without-lambdas.ts';
import { suiteFolder } from '../helpers/files/suite-folder.ts';
import { describeWithServer } from '../helpers/servers/describe-with-server.ts';
import { type Localstack, startLocalstack } from '../helpers/servers/localstack.ts';
import { doneReport } from '../helpers/tasks/done-report.ts';
import { eventually } from '../helpers/time-and-chance/eventually.ts';

describeWithServer('localstack', 'the stack without its Lambdas, which need docker there', () => {
  const folder = suiteFolder();
  let server: Localstack;
  let clients: Clients;
  let output: Awaited<ReturnType<typeof deployStack>>['output'];

  beforeAll(async () => {
    server = await startLocalstack();
    clients = clientsFor(server, server.root);
    const context = { stage: 'test', fleet: 'none', alarms: 'basic', synthesizer: 'cli' };
    const target: CdkTarget = { ...server, folder: folder(), context };
    await runCdk(target, ['bootstrap', `aws://${server.account}/${server.region}`], folder());
    await runCdk(target, ['synth', stackName, '--quiet']);
    const assembly = path.join(folder(), 'cdk.out');
    const removed = await removeLambdas(path.join(assembly, `${stackName}.template.json`));
    expect(removed.length).toBeGreaterThanOrEqual(6);
    ({ output } = await deployStack(target, stackName, assembly));
    vi.stubEnv('AWS_ENDPOINT_URL', server.endpoint);
    vi.stubEnv('AWS_REGION', server.region);
    vi.stubEnv('AWS_ACCESS_KEY_ID', server.root.accessKeyId);
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', server.root.secretAccessKey);
    vi.stubEnv('POWERTOOLS_LOG_LEVEL', 'SILENT');
    vi.stubEnv('POWERTOOLS_METRICS_DISABLED', 'true');
    vi.stubEnv('S3_PATH_STYLE', '1');
    vi.stubEnv('OUTPUT_BUCKET', output('OutputBucket'));
    vi.stubEnv('TASKS_QUEUE_URL', atServer(output('TasksQueue')));
    vi.stubEnv('NOTICES_TOPIC_ARN', output('NoticesTopic'));
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    await server?.stop();
  });

  /** Its queue URLs name a host that is none, which a client with default settings would turn to. */
  const atServer = (url: string): string => new URL(new URL(url).pathname, server.endpoint).href;

  async function take(QueueUrl: string): Promise<string> {
    const message = await eventually(
      `a message in ${QueueUrl}`,
      async () => {
        const { Messages = [] } = await clients.sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 2 }));
        return Messages[0];
      },
      60_000,
    );
    await clients.sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message.ReceiptHandle }));
    return message.Body ?? '';
  }

  test.each(['videos/input/u1/202504051423/clip.mp4', 'videos/input/u1/202504051423/my clip+1 %2F ünï.mp4'])(
    'an upload at %j comes as an event that intake makes a task of',
    async (Key) => {
      const Bucket = output('InputBucket');
      await clients.s3.send(
        new PutObjectCommand({ Bucket, Key, Body: 'film', Metadata: uploadMetadata({ person: 'anna' }) }),
      );
      const event = await take(output('UploadsQueue'));
      const intake = await loadBundledHandler('intake');
      expect(await intake([event])).toEqual({ batchItemFailures: [] });
      const task = parseFaceTask(JSON.parse(await take(output('TasksQueue'))));
      expect(task).toMatchObject({ ok: true, value: { source: { bucket: Bucket, key: Key } } });
    },
  );

  test('a report comes as an event that notify makes a notice of', async () => {
    const notices = await noticeQueue(clients, output('NoticesTopic'));
    const { QueueUrls = [] } = await clients.sqs.send(new ListQueuesCommand({}));
    const reports = QueueUrls.find((url) => url.includes('DeliveryReports')) ?? '';
    const report = doneReport();
    const bucket = output('OutputBucket');
    const { prefix } = report.output;
    const reported = JSON.stringify({ ...report, output: { bucket, prefix } });
    await clients.s3.send(new PutObjectCommand({ Bucket: bucket, Key: `${prefix}video.mp4`, Body: 'the video' }));
    await clients.s3.send(new PutObjectCommand({ Bucket: bucket, Key: `${prefix}report.json`, Body: reported }));
    const event = await take(reports);
    const notify = await loadBundledHandler('notify');
    expect(await notify([event])).toEqual({ batchItemFailures: [] });
    const notice = await eventually('the notice', () => notices.next(), 30_000);
    expect(notice).toMatchObject({ outcome: 'done', taskId: report.taskId });
    const answer = await fetch(notice.links?.file ?? '');
    expect(await answer.text()).toBe('the video');
  });
});

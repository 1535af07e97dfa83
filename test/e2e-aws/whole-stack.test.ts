import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { ListRolesCommand } from '@aws-sdk/client-iam';
import {
  GetObjectCommand,
  ListObjectsV2Command,
  PutBucketNotificationConfigurationCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Notice } from '../../contract/notice.ts';
import { parseReport, type Report } from '../../contract/report.ts';
import { uploadMetadata } from '../../contract/upload-metadata.ts';
import { s3ObjectStore } from '../../gpu-worker/adapters/aws/s3-object-store.ts';
import { pushModel } from '../../gpu-worker/models/files/push-models.ts';
import { deployStack, runCdk } from '../helpers/aws/cdk-command.ts';
import {
  cliEnvironment,
  clientsFor,
  type DeployedWorld,
  deployWorld,
  stackName,
} from '../helpers/aws/deployed-world.ts';
import { emptyBucket } from '../helpers/aws/empty-bucket.ts';
import { runManifest } from '../helpers/aws/manifest-case.ts';
import { noticeQueue } from '../helpers/aws/notice-queue.ts';
import { scopeTable } from '../helpers/aws/scope-table.ts';
import { startWorkerProcess, type WorkerProcess } from '../helpers/aws/worker-process.ts';
import { printedReport, runFaceline } from '../helpers/cli/run-faceline.ts';
import { suiteFolder } from '../helpers/files/suite-folder.ts';
import { demoInputs } from '../helpers/media/demo-inputs.ts';
import { describeWithServer } from '../helpers/servers/describe-with-server.ts';
import { sampleTask } from '../helpers/tasks/sample-task.ts';
import { eventually } from '../helpers/time-and-chance/eventually.ts';

const folder = 'videos/input/u1/202504051423';
const model = 'models/scope.onnx';
const demoModels = path.resolve(import.meta.dirname, '../../examples/demo/models');

describeWithServer('ministack', 'the whole stack, deployed into an empty account with enforced permissions', () => {
  const scratch = suiteFolder();
  let world: DeployedWorld;
  let worker: WorkerProcess | undefined;
  let notices: Awaited<ReturnType<typeof noticeQueue>>;
  let input: string;
  let output: string;
  let modelBucket: string;
  let clip: Buffer;

  beforeAll(async () => {
    const { clip: clipFile, photo } = await demoInputs();
    clip = await readFile(clipFile);
    world = await deployWorld();
    console.log(`seconds: ${JSON.stringify(world.seconds)}`);
    input = world.output('InputBucket');
    output = world.output('OutputBucket');
    modelBucket = world.output('ModelBucket');
    notices = await noticeQueue(world.root, world.output('NoticesTopic'));
    await upload('persons/anna/front.png', await readFile(photo));
    const store = s3ObjectStore(world.root.s3);
    for (const name of ['yunet_2023_mar', 'arcface_w600k_r50', 'inswapper_128']) {
      await pushModel(store, name, { folder: demoModels, bucket: modelBucket });
    }
  });
  afterAll(async () => {
    await worker?.stop();
    await world?.close();
  });

  const upload = (Key: string, Body: Uint8Array, person?: string) =>
    world.root.s3.send(
      new PutObjectCommand({
        Bucket: input,
        Key,
        Body,
        ...(person === undefined ? {} : { Metadata: uploadMetadata({ person }) }),
      }),
    );
  const startWorker = async (): Promise<void> => {
    worker = startWorkerProcess(world, await world.workerSession(), scratch(), {
      // A server may hand a message to a receive whose worker has gone; it is back sooner.
      FACELINE_VISIBILITY_S: '20',
    });
  };
  const nextNotice = (what: string): Promise<Notice> =>
    eventually(
      what,
      () => {
        worker?.expectAlive();
        return notices.next();
      },
      300_000,
    ).catch((thrown) => {
      throw new Error(`${thrown}\nworker: ${worker?.log()}\nserver: ${world.server.process.said().slice(-6000)}`);
    });

  async function sendUploadEvent(key: string): Promise<void> {
    const detail = { bucket: { name: input }, object: { key } };
    const MessageBody = JSON.stringify({ source: 'aws.s3', 'detail-type': 'Object Created', detail });
    await world.root.sqs.send(new SendMessageCommand({ QueueUrl: world.output('UploadsQueue'), MessageBody }));
  }

  async function reportOf(notice: Notice): Promise<Report> {
    const found = await world.root.s3.send(new GetObjectCommand({ Bucket: notice.bucket, Key: notice.keys.report }));
    const parsed = parseReport(JSON.parse((await found.Body?.transformToString()) ?? ''));
    if (!parsed.ok) throw new Error(parsed.problem);
    return parsed.value;
  }

  test('an uploaded clip becomes a notice whose link downloads the video', async () => {
    await startWorker();
    await upload(`${folder}/clip.mp4`, clip, 'anna');
    const notice = await nextNotice('a notice of the clip');
    expect(notice.error).toBeUndefined();
    expect(notice).toMatchObject({ outcome: 'done', user: 'u1', source: { bucket: input, key: `${folder}/clip.mp4` } });
    const report = await reportOf(notice);
    expect(report).toMatchObject({ outcome: 'done', attempts: 1 });
    expect(report.result?.faces.swapped).toBeGreaterThan(0);

    const { file: link, poster, preview } = notice.links ?? {};
    const stored = await world.root.s3.send(new GetObjectCommand({ Bucket: output, Key: notice.keys.file }));
    const video = Buffer.from((await stored.Body?.transformToByteArray()) ?? []);
    const downloaded = await fetch(link ?? '');
    expect(downloaded.status).toBe(200);
    expect(Buffer.from(await downloaded.arrayBuffer()).equals(video)).toBe(true);
    expect(video.byteLength).toBeGreaterThan(100_000);
    for (const picture of [poster, preview]) expect((await fetch(picture ?? '')).status).toBe(200);

    // One character of the signature changed, and nothing is given out.
    const forged = (link ?? '').replace(
      /(X-Amz-Signature=.)(.)/,
      (_, kept, digit) => `${kept}${digit === '0' ? '1' : '0'}`,
    );
    expect((await fetch(forged)).status).toBe(403);
  });

  test('faceline submit uploads, waits and downloads; faceline status finds the task again', async () => {
    const env = cliEnvironment(world);
    const { clip: target, photo } = await demoInputs();
    const out = path.join(scratch(), 'submitted');
    const asked = ['--stage', 'test', '--target', target, '--source', photo, '--crf', '30', '--user', 'u2'];
    const run = await runFaceline(['submit', '--json', ...asked, '--wait', '--out', out], { env, cwd: scratch() });
    expect(run.stderr).toBe('');
    const report = printedReport(run);
    expect(report).toMatchObject({ outcome: 'done', user: 'u2', task: { encoder: { crf: 30 } } });
    expect(report.result?.persons).toMatchObject([{ person: expect.stringMatching(/-[0-9a-f]{10}$/) }]);
    expect(run.code).toBe(0);
    const files = ['poster.jpg', 'preview.jpg', 'report.json', 'swapped.mp4'];
    expect((await readdir(out)).sort()).toEqual(files.map((name) => `${path.parse(target).name}.${name}`));
    expect((await nextNotice('a notice of what was submitted')).taskId).toBe(report.taskId);
    const status = await runFaceline(['status', '--stage', 'test', report.taskId], { env });
    expect(status.stdout).toContain(`Done: ${report.source.key}`);
    const links = await runFaceline(['status', '--stage', 'test', '--links', report.output.prefix], { env });
    const [link = ''] = /https:\S+/.exec(links.stdout) ?? [];
    const video = Buffer.from(await (await fetch(link)).arrayBuffer());
    expect(video.equals(await readFile(path.join(out, `${path.parse(target).name}.swapped.mp4`)))).toBe(true);
  });

  test('the Lambdas ran on Node 24', () => {
    const versions = [...world.server.process.said().matchAll(/"node":"v(\d+)\.[^"]*"/g)].map(([, major]) => major);
    expect(versions.length).toBeGreaterThanOrEqual(2);
    expect(new Set(versions)).toEqual(new Set(['24']));
  });

  test('an event that comes again changes nothing', async () => {
    const { Contents = [] } = await world.root.s3.send(new ListObjectsV2Command({ Bucket: output }));
    await sendUploadEvent(`${folder}/clip.mp4`);
    await eventually('the worker sees the duplicate', () => worker?.log().includes('"duplicate"'), 180_000);
    const after = await world.root.s3.send(new ListObjectsV2Command({ Bucket: output }));
    expect(after.Contents?.map(({ ETag, Key }) => [Key, ETag])).toEqual(Contents.map(({ ETag, Key }) => [Key, ETag]));
    expect(await notices.next()).toBeUndefined();
  });

  test('a picture under a key with spaces, "+", "%2F" and letters beyond ASCII', async () => {
    const { photo } = await demoInputs();
    const key = 'images/input/u1/202504051424/ein Bild+1%2F ünï.png';
    await upload(key, await readFile(photo), 'anna');
    const notice = await nextNotice('a notice of the picture');
    expect(notice).toMatchObject({ outcome: 'done', source: { key } });
    expect((await fetch(notice.links?.file ?? '')).status).toBe(200);
  });

  test('a manifest over templates, for two persons; its failed task redriven', async () => {
    const { photo } = await demoInputs();
    await runManifest({ world, photo: await readFile(photo), nextNotice });
  });

  test('an upload without a person is refused, and its report is sent out', async () => {
    await upload(`${folder}/nobody.mp4`, clip);
    expect(await nextNotice('a notice of the refusal')).toMatchObject({
      outcome: 'refused',
      error: { code: 'PERSON_MISSING' },
    });
  });

  test('a file that is no video ends as a failed report', async () => {
    await upload(`${folder}/text.mp4`, Buffer.from('this is no video'.repeat(100)), 'anna');
    expect(await nextNotice('a notice of the text')).toMatchObject({
      outcome: 'failed',
      error: { code: 'SOURCE_NOT_MEDIA' },
    });
  });

  test('SIGTERM ends the worker with 0', async () => {
    expect(await worker?.stop()).toBe(0);
    worker = undefined;
  });

  test('a task that no worker survives ends as a failed report, through the dead-letter Lambda', async () => {
    const key = `${folder}/poison.mp4`;
    await upload(key, clip, 'anna');
    const QueueUrl = world.output('TasksQueue');
    const receive = async (): Promise<number> => {
      const command = new ReceiveMessageCommand({
        QueueUrl,
        VisibilityTimeout: 0,
        WaitTimeSeconds: 1,
        MessageSystemAttributeNames: ['ApproximateReceiveCount'],
      });
      const { Messages = [] } = await world.root.sqs.send(command);
      return Number(Messages[0]?.Attributes?.ApproximateReceiveCount ?? 0);
    };
    await eventually('the task was received five times', async () => (await receive()) >= 5, 180_000);
    // The sixth receive finds it spent, and it moves to the dead letters.
    expect(await receive()).toBe(0);
    const notice = await nextNotice('a notice of the dead task');
    expect(notice).toMatchObject({
      outcome: 'failed',
      source: { key },
      attempts: 5,
      error: { code: 'ATTEMPTS_EXHAUSTED' },
    });
    expect((await reportOf(notice)).task?.source.key).toBe(key);
  });

  test('plain http is refused', async () => {
    const plain = clientsFor(
      { ...world.server, endpoint: world.server.endpoint.replace('https:', 'http:') },
      world.server.root,
    );
    const photo = { Bucket: input, Key: 'persons/anna/front.png' };
    await expect(plain.s3.send(new GetObjectCommand(photo))).rejects.toThrow();
    // The same request with and without what a proxy says that took it over http: the bucket's own policy judges.
    await world.root.s3.send(new PutObjectCommand({ Bucket: modelBucket, Key: model, Body: 'model' }));
    const { s3 } = clientsFor(world.server, await world.workerSession());
    const read = () => s3.send(new GetObjectCommand({ Bucket: modelBucket, Key: model }));
    expect((await read()).$metadata.httpStatusCode).toBe(200);
    s3.middlewareStack.add(
      (next) => (given) => {
        Object.assign(Object(given.request).headers, { 'x-forwarded-proto': 'http' });
        return next(given);
      },
      { step: 'build' },
    );
    await expect(read()).rejects.toMatchObject({ $metadata: { httpStatusCode: 403 } });
  });

  test('an upload whose event never came is lost to nobody: the event can be sent by hand', async () => {
    const Key = `${folder}/silent.mp4`;
    // As if somebody had switched EventBridge off on the bucket.
    const silence = new PutBucketNotificationConfigurationCommand({ Bucket: input, NotificationConfiguration: {} });
    await world.root.s3.send(silence);
    await upload(Key, clip);
    expect(await notices.next()).toBeUndefined();
    await sendUploadEvent(Key);
    expect(await nextNotice('a notice')).toMatchObject({ outcome: 'refused', source: { key: Key } });
    const { clip: target } = await demoInputs();
    const asked = ['submit', '--stage', 'test', '--target', target, '--person', 'anna'];
    const { stderr, code } = await runFaceline(asked, { env: cliEnvironment(world), cwd: scratch() });
    expect([code, stderr]).toEqual([0, expect.stringContaining(`The bucket ${input} sends no events`)]);
  });

  scopeTable('ministack, with the deployed roles', async () => {
    await world.root.s3.send(new PutObjectCommand({ Bucket: modelBucket, Key: model, Body: 'model' }));
    const { Roles = [] } = await world.root.iam.send(new ListRolesCommand({}));
    const tasksUrl = world.output('TasksQueue');
    const otherRoleArn = Roles.find(({ RoleName }) => RoleName?.includes('IntakeRole'))?.Arn ?? '';
    return {
      task: sampleTask({ bucket: input, outputBucket: output, person: 'anna' }),
      owner: world.root.s3,
      server: world.server,
      worker: await world.workerSession(),
      dataRoleArn: world.output('DataRole'),
      roles: { modelBucket, tasksUrl, uploadsUrl: world.output('UploadsQueue'), otherRoleArn },
    };
  });

  test('a second deploy changes nothing', async () => {
    const { said } = await deployStack(world.target, stackName);
    expect(said).toContain('(no changes)');
  });

  test('the stage `test` is destroyed with its buckets, once they are empty', async () => {
    for (const name of [input, output, modelBucket]) await emptyBucket(world.root.s3, name);
    await runCdk(world.target, ['destroy', stackName, '--force']);
    const head = world.root.s3.send(new ListObjectsV2Command({ Bucket: input }));
    await expect(head).rejects.toMatchObject({ name: 'NoSuchBucket' });
  });
});

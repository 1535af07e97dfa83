import { describe, expect, test } from 'vitest';
import { readEvents } from '../../../../functions/intake/read-events.ts';

const eventBridge = (key: string, more: object = {}): string =>
  JSON.stringify({
    version: '0',
    id: '17793124-05d4-b198-2fde-7ededc63b103',
    'detail-type': 'Object Created',
    source: 'aws.s3',
    account: '111122223333',
    time: '2025-04-05T14:23:00Z',
    region: 'eu-central-1',
    resources: ['arn:aws:s3:::in'],
    detail: {
      version: '0',
      bucket: { name: 'in' },
      object: { key, size: 5, etag: 'b1946ac92492d2347c6235b4d2611184', sequencer: '00617F08299329D189' },
      'request-id': 'N4N7GDK58NMKJ12R',
      requester: '123456789012',
      'source-ip-address': '1.2.3.4',
      reason: 'CompleteMultipartUpload',
    },
    ...more,
  });

const record = (key: string, eventName = 'ObjectCreated:Put', versionId?: string): object => ({
  eventVersion: '2.1',
  eventSource: 'aws:s3',
  eventName,
  s3: { bucket: { name: 'in' }, object: { key, size: 5, eTag: 'abc', versionId, sequencer: '1' } },
});
const notification = (...records: object[]): string => JSON.stringify({ Records: records });

const uploadsOf = (body: string) => {
  const reading = readEvents(body);
  if (!reading.ok) throw new Error(reading.problem);
  return reading.uploads;
};

describe('EventBridge: keys are as they are', () => {
  test.each(['a b.mp4', 'a.mp4', '夏.mp4'])('%s', (key) => {
    expect(uploadsOf(eventBridge(key))).toEqual([{ bucket: 'in', key }]);
  });

  test.each([
    ['a+b.mp4', 'a b.mp4'],
    ['a%2Fb.mp4', 'a/b.mp4'],
  ])('%s is no %s, which is kept as the other reading', (key, otherKey) => {
    expect(uploadsOf(eventBridge(key))).toEqual([{ bucket: 'in', key, otherKey }]);
  });

  test('a key that is no encoding has no other reading', () => {
    expect(uploadsOf(eventBridge('100%.mp4'))).toEqual([{ bucket: 'in', key: '100%.mp4' }]);
  });

  test('a version is carried, another type is ignored with a reason', () => {
    const detail = { bucket: { name: 'in' }, object: { key: 'k', 'version-id': 'v1' } };
    expect(uploadsOf(eventBridge('k', { detail }))).toEqual([{ bucket: 'in', key: 'k', versionId: 'v1' }]);
    expect(uploadsOf(eventBridge('k', { 'detail-type': 'Object Restore Completed' }))).toHaveLength(1);
    const deleted = readEvents(eventBridge('k', { 'detail-type': 'Object Deleted' }));
    expect(deleted).toEqual({ ok: true, uploads: [], ignored: [expect.stringContaining('Object Deleted')] });
  });
});

describe('S3 notifications: keys are URL-encoded, with + for space', () => {
  test.each([
    ['my+clip.mp4', 'my clip.mp4'],
    ['my%20clip.mp4', 'my clip.mp4'],
    ['a%2Bb.mp4', 'a+b.mp4'],
    ['a%252Fb.mp4', 'a%2Fb.mp4'],
    ['%E5%A4%8F.mp4', '夏.mp4'],
  ])('%s is %s', (encoded, key) => {
    expect(uploadsOf(notification(record(encoded)))).toEqual([{ bucket: 'in', key, otherKey: encoded }]);
  });

  test('several records, multipart uploads and MinIO names included, others ignored', () => {
    const body = notification(
      record('a', 'ObjectCreated:CompleteMultipartUpload', 'v1'),
      record('b', 's3:ObjectCreated:Put'),
      record('c', 'ObjectRemoved:Delete'),
    );
    expect(uploadsOf(body)).toEqual([
      { bucket: 'in', key: 'a', versionId: 'v1' },
      { bucket: 'in', key: 'b' },
    ]);
    expect(readEvents(body)).toMatchObject({ ignored: [expect.stringContaining('ObjectRemoved')] });
  });

  test('an encoding that is broken is taken as it came', () => {
    expect(uploadsOf(notification(record('100%.mp4')))).toEqual([{ bucket: 'in', key: '100%.mp4' }]);
  });
});

test("S3's test event is ignored", () => {
  const body = JSON.stringify({
    Service: 'Amazon S3',
    Event: 's3:TestEvent',
    Time: 't',
    Bucket: 'in',
    RequestId: 'r',
    HostId: 'h',
  });
  expect(readEvents(body)).toEqual({ ok: true, uploads: [], ignored: [expect.stringContaining('test event')] });
});

describe('what is no S3 event is a problem, so that it is seen', () => {
  test.each([
    'hello',
    '{}',
    'null',
    '[]',
    JSON.stringify({ Type: 'Notification', Message: notification(record('a')) }),
    JSON.stringify({ Records: [{ eventName: 'ObjectCreated:Put', s3: {} }] }),
    eventBridge('k', { detail: {} }),
    eventBridge(''),
  ])('%s', (body) => {
    expect(readEvents(body)).toMatchObject({ ok: false, problem: expect.any(String) });
  });
});

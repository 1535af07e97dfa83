import {
  GetBucketPolicyCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { foreignSource, type ScopeCase, type ScopeWorld } from './scope-world.ts';

/** Reading and listing. */
export function readCases(world: ScopeWorld): readonly ScopeCase[] {
  const { session, input, output, prefix, task, versions } = world;
  const { s3 } = session;
  const source = task.source.key;
  const read = (Bucket: string, Key: string, more: { Range?: string; VersionId?: string | undefined } = {}) => {
    return s3.send(new GetObjectCommand({ Bucket, Key, ...more }));
  };
  const head = (Key: string) => s3.send(new HeadObjectCommand({ Bucket: input, Key }));
  const list = (Bucket: string, Prefix: string) => s3.send(new ListObjectsV2Command({ Bucket, Prefix }));
  const download = async (Key: string) => {
    const answer = await fetch(await getSignedUrl(s3, new GetObjectCommand({ Bucket: input, Key }), { expiresIn: 60 }));
    await answer.body?.cancel();
    if (!answer.ok) throw Object.assign(new Error('refused'), { $metadata: { httpStatusCode: answer.status } });
  };
  const pair = (name: string, act: (key: string) => Promise<unknown>, own: string, foreign: string): ScopeCase => ({
    name,
    own: () => act(own),
    foreign: () => act(foreign),
  });
  const readInput = (key: string) => read(input, key);
  const readOutput = (key: string) => read(output, key);
  const listInput = (key: string) => list(input, key);
  const listOutput = (key: string) => list(output, key);
  const photos = 'persons/anna/';
  return [
    pair('read the source | of another user', readInput, source, foreignSource),
    pair('read its metadata | of another user', head, source, foreignSource),
    pair('read a range | of another user', (key) => read(input, key, { Range: 'bytes=0-1' }), source, foreignSource),
    pair('read the source | a key that goes on', readInput, source, `${source}2`),
    pair('read the source | a key that ends sooner', readInput, source, source.slice(0, -1)),
    {
      name: 'read the version | of another user',
      own: () => read(input, source, { VersionId: versions.own }),
      foreign: () => read(input, foreignSource, { VersionId: versions.foreign }),
    },
    pair('download by a signed link | of another user', download, source, foreignSource),
    pair('read the photo | of another person', readInput, `${photos}1.jpg`, 'persons/bob/1.jpg'),
    pair('read the photo | of a person whose name goes on', readInput, `${photos}1.jpg`, 'persons/anna2/1.jpg'),
    pair('read a photo in a folder | of a shorter name', readInput, `${photos}2025/1.jpg`, 'persons/ann/1.jpg'),
    pair('read an own result | of another user', readOutput, `${prefix.own}video.mp4`, `${prefix.other}video.mp4`),
    pair('read an own result | of a prefix that goes on', readOutput, `${prefix.own}a.bin`, `${prefix.twin}a.bin`),
    {
      name: 'read a key in its bucket | in the other bucket',
      own: () => read(output, `${prefix.own}video.mp4`),
      foreign: () => read(input, `${prefix.own}video.mp4`),
    },
    pair('list photos | of another person', listInput, photos, 'persons/bob/'),
    pair('list photos | of names that go on', listInput, photos, 'persons/anna'),
    pair('list photos | of everybody', listInput, photos, 'persons/'),
    pair('list photos | uploads', listInput, photos, 'videos/input/u123/'),
    pair('list photos | the whole bucket', listInput, photos, ''),
    pair('list results | of another user', listOutput, prefix.own, prefix.other),
    pair('list results | of the user', listOutput, prefix.own, 'videos/output/u123/'),
    pair('list results | the whole bucket', listOutput, prefix.own, ''),
    {
      name: 'list results | every version of another user',
      own: () => list(output, prefix.own),
      foreign: () => s3.send(new ListObjectVersionsCommand({ Bucket: output, Prefix: prefix.other })),
    },
    {
      name: 'list results | unfinished uploads of everybody',
      own: () => list(output, prefix.own),
      foreign: () => s3.send(new ListMultipartUploadsCommand({ Bucket: output })),
    },
    {
      name: "read the source | the bucket's policy",
      own: () => readInput(source),
      foreign: () => s3.send(new GetBucketPolicyCommand({ Bucket: input })),
    },
  ];
}

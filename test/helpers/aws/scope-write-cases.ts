import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  ListPartsCommand,
  PutObjectCommand,
  UploadPartCommand,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3';
import { foreignSource, type ScopeCase, type ScopeWorld } from './scope-world.ts';

type Place = readonly [bucket: string, key: string];

/** Writing, copying and deleting. */
export function writeCases(world: ScopeWorld): readonly ScopeCase[] {
  const { s3 } = world.session;
  const { input, output, prefix, task, startUpload } = world;
  const source: Place = [input, task.source.key];
  const own = (file: string): Place => [output, `${prefix.own}${file}`];
  const other = (file: string): Place => [output, `${prefix.other}${file}`];
  const twin = (file: string): Place => [output, `${prefix.twin}${file}`];

  const put = ([Bucket, Key]: Place) => s3.send(new PutObjectCommand({ Bucket, Key, Body: 'mine' }));
  const remove = ([Bucket, Key]: Place) => s3.send(new DeleteObjectCommand({ Bucket, Key }));
  const removeMany = async ([Bucket, Key]: Place) => {
    const { Errors = [] } = await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key }] } }));
    // One answer for many keys is 200 whatever becomes of each.
    const [first] = Errors;
    if (first !== undefined) throw Object.assign(new Error(first.Message), { name: first.Code });
  };
  const copy = ([fromBucket, fromKey]: Place, [Bucket, Key]: Place) =>
    s3.send(new CopyObjectCommand({ Bucket, Key, CopySource: `${fromBucket}/${fromKey}` }));
  const begin = ([Bucket, Key]: Place) => s3.send(new CreateMultipartUploadCommand({ Bucket, Key }));
  const inUpload = (
    name: string,
    act: (upload: Awaited<ReturnType<ScopeWorld['startUpload']>>) => Promise<unknown>,
  ): ScopeCase => ({
    name,
    own: async () => act(await startUpload('own')),
    foreign: async () => act(await startUpload('other')),
  });
  const pair = (name: string, act: (place: Place) => Promise<unknown>, mine: Place, foreign: Place): ScopeCase => ({
    name,
    own: () => act(mine),
    foreign: () => act(foreign),
  });
  return [
    pair('write a result | of another user', put, own('new.jpg'), other('new.jpg')),
    pair('write a result | of a prefix that goes on', put, own('new.jpg'), twin('new.jpg')),
    pair('overwrite the own video | of another user', put, own('video.mp4'), other('video.mp4')),
    pair('write the own report | of another user', put, own('report.json'), other('report.json')),
    pair('write a result | over the source', put, own('new.jpg'), source),
    pair('write a result | a photo of the person', put, own('new.jpg'), [input, 'persons/anna/new.jpg']),
    pair('write a result | in the input bucket', put, own('new.jpg'), [input, `${prefix.own}new.jpg`]),
    pair('delete a result | of another user', remove, own('a.bin'), other('a.bin')),
    pair('delete a result | the source', remove, own('b.bin'), source),
    pair('delete a result | a photo of the person', remove, own('c.bin'), [input, 'persons/anna/1.jpg']),
    pair('delete several at once | of another user', removeMany, own('new.jpg'), other('b.bin')),
    {
      name: 'copy the source to a result | the source of another user',
      own: () => copy(source, own('copy.mp4')),
      foreign: () => copy([input, foreignSource], own('copy.mp4')),
    },
    {
      name: 'copy a result | the result of another user',
      own: () => copy(own('video.mp4'), own('copy.mp4')),
      foreign: () => copy(other('video.mp4'), own('copy.mp4')),
    },
    {
      name: 'copy a result | to another user',
      own: () => copy(own('video.mp4'), own('copy.mp4')),
      foreign: () => copy(own('video.mp4'), other('copy.mp4')),
    },
    pair('begin an upload | of another user', begin, own('parts2.bin'), other('parts2.bin')),
    inUpload('send a part | into the upload of another user', ({ Bucket, Key, UploadId }) =>
      s3.send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber: 1, Body: 'mine' })),
    ),
    inUpload('list parts | of the upload of another user', ({ Bucket, Key, UploadId }) =>
      s3.send(new ListPartsCommand({ Bucket, Key, UploadId })),
    ),
    inUpload('complete an upload | of another user', ({ Bucket, Key, UploadId, ETag }) => {
      const MultipartUpload = { Parts: [{ PartNumber: 1, ETag }] };
      return s3.send(new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload }));
    }),
    inUpload('abort an upload | of another user', ({ Bucket, Key, UploadId }) =>
      s3.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId })),
    ),
    {
      name: 'copy the source as a part | the source of another user',
      own: async () => copyPart(task.source.key),
      foreign: async () => copyPart(foreignSource),
    },
  ];

  async function copyPart(key: string): Promise<unknown> {
    const { Bucket, Key, UploadId } = await startUpload('own');
    const CopySource = `${input}/${key}`;
    return s3.send(new UploadPartCopyCommand({ Bucket, Key, UploadId, PartNumber: 1, CopySource }));
  }
}

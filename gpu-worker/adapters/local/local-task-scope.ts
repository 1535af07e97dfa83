import { keyProblem } from '../../../contract/object-keys.ts';
import { permanent } from '../../errors.ts';
import type { ObjectAddress, ObjectStore, TaskScope } from '../../ports.ts';
import { type TaskGrants, taskGrants } from '../../task-grants.ts';

/** Task scopes over a store that knows no credentials: each is a view that lets one task's own keys through. */
export function localTaskScope(store: ObjectStore): TaskScope {
  return {
    async open(task) {
      const grants = taskGrants(task);
      let open = true;
      const allow = (allowed: boolean, what: string, { bucket, key }: ObjectAddress): void => {
        if (!open) throw permanent('STORE_DENIED', `The scope of task ${task.taskId} is closed; open it again.`);
        if (allowed) return;
        throw permanent('STORE_DENIED', `Task ${task.taskId} may not ${what} ${bucket}/${key}: it is another's.`);
      };
      const close = async (): Promise<void> => {
        open = false;
      };
      return { store: scopedStore(store, grants, allow), close };
    },
  };
}

type Allow = (allowed: boolean, what: string, address: ObjectAddress) => void;

function scopedStore(store: ObjectStore, grants: TaskGrants, allow: Allow): ObjectStore {
  const below = (folder: { bucket: string; prefix: string }, { bucket, key }: ObjectAddress): boolean =>
    bucket === folder.bucket && key.startsWith(folder.prefix) && keyProblem(key) === undefined;
  const isOutput = (address: ObjectAddress): boolean => below(grants.output, address);
  const isListed = (address: ObjectAddress): boolean =>
    isOutput(address) || grants.photos.some((folder) => below(folder, address));
  const isTargetPhoto = ({ bucket, key }: ObjectAddress): boolean =>
    grants.targetPhotos.some((photo) => photo.bucket === bucket && photo.key === key);
  const isReadable = (address: ObjectAddress): boolean =>
    isListed(address) || isSource(grants.source, address) || isTargetPhoto(address);

  const { files } = store;
  return {
    async head(address) {
      allow(isReadable(address), 'read', address);
      return store.head(address);
    },
    async *read(address, options) {
      allow(isReadable(address), 'read', address);
      yield* store.read(address, options);
    },
    async put(address, bytes, options) {
      allow(isOutput(address), 'write', address);
      return store.put(address, bytes, options);
    },
    async startUpload(address, options) {
      allow(isOutput(address), 'write', address);
      const upload = await store.startUpload(address, options);
      return {
        get parts() {
          return upload.parts;
        },
        async putPart(partNumber, bytes) {
          allow(true, 'write', address);
          return upload.putPart(partNumber, bytes);
        },
        async complete(asked) {
          allow(true, 'write', address);
          return upload.complete(asked);
        },
        async abort() {
          allow(true, 'write', address);
          return upload.abort();
        },
      };
    },
    async *list(bucket, prefix) {
      allow(isListed({ bucket, key: prefix }), 'list', { bucket, key: prefix });
      yield* store.list(bucket, prefix);
    },
    async delete(address) {
      allow(isOutput(address), 'delete', address);
      return store.delete(address);
    },
    ...(files && {
      files: {
        async locate(address, options) {
          allow(isReadable(address), 'read', address);
          return files.locate(address, options);
        },
        async adopt(address, file, options) {
          allow(isOutput(address), 'write', address);
          return files.adopt(address, file, options);
        },
      },
    }),
  };
}

function isSource(source: TaskGrants['source'], { bucket, key, versionId }: ObjectAddress): boolean {
  const sameVersion = versionId === undefined || versionId === source.versionId;
  return bucket === source.bucket && key === source.key && sameVersion;
}

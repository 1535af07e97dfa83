import type { ObjectStore } from '../ports.ts';

/**
 * A store that does nothing more once `assertOpen` throws: whatever still runs of a task that was stopped can no
 * longer publish. `assertOpen` is asked before every operation.
 */
export function fencedStore(store: ObjectStore, assertOpen: () => void): ObjectStore {
  const { files } = store;
  return {
    async head(address) {
      assertOpen();
      return store.head(address);
    },
    async *read(address, options) {
      assertOpen();
      yield* store.read(address, options);
    },
    async put(address, bytes, options) {
      assertOpen();
      return store.put(address, bytes, options);
    },
    async startUpload(address, options) {
      assertOpen();
      const upload = await store.startUpload(address, options);
      return {
        get parts() {
          return upload.parts;
        },
        async putPart(partNumber, bytes) {
          assertOpen();
          return upload.putPart(partNumber, bytes);
        },
        async complete(asked) {
          assertOpen();
          return upload.complete(asked);
        },
        async abort() {
          assertOpen();
          return upload.abort();
        },
      };
    },
    async *list(bucket, prefix) {
      assertOpen();
      yield* store.list(bucket, prefix);
    },
    async delete(address) {
      assertOpen();
      return store.delete(address);
    },
    ...(files && {
      files: {
        async locate(address, options) {
          assertOpen();
          return files.locate(address, options);
        },
        async adopt(address, file, options) {
          assertOpen();
          return files.adopt(address, file, options);
        },
      },
    }),
  };
}

import type { ObjectStore } from '../../../gpu-worker/ports.ts';

/** The same store, as one whose objects are no files of this machine: what is fetched from it is copied. */
export const storeWithoutFiles = (store: ObjectStore): Omit<ObjectStore, 'files'> => ({
  head: (...given) => store.head(...given),
  read: (...given) => store.read(...given),
  put: (...given) => store.put(...given),
  startUpload: (...given) => store.startUpload(...given),
  list: (...given) => store.list(...given),
  delete: (...given) => store.delete(...given),
});

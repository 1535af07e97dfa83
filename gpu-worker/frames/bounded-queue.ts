/** A queue between two loops that holds at most `capacity` items: a fast producer waits for a slow consumer. */
export interface BoundedQueue<T> {
  /** Resolves when there was room. Throws the reason once the queue has failed. */
  push(item: T): Promise<void>;
  /** The next item, or undefined once it was closed and is empty. Throws the reason once the queue has failed. */
  shift(): Promise<T | undefined>;
  /** No more items will come. */
  close(): void;
  /** Both sides throw this from now on. */
  fail(reason: unknown): void;
}

export function boundedQueue<T>(capacity: number): BoundedQueue<T> {
  const items: T[] = [];
  let closed = false;
  let failure: { readonly reason: unknown } | undefined;
  let wake = Promise.withResolvers<void>();

  const changed = (): void => {
    wake.resolve();
    wake = Promise.withResolvers();
  };
  const waitUntil = async (ready: () => boolean): Promise<void> => {
    while (failure === undefined && !ready()) await wake.promise;
    if (failure !== undefined) throw failure.reason;
  };

  return {
    async push(item) {
      await waitUntil(() => items.length < capacity);
      items.push(item);
      changed();
    },
    async shift() {
      await waitUntil(() => items.length > 0 || closed);
      const item = items.shift();
      changed();
      return item;
    },
    close() {
      closed = true;
      changed();
    },
    fail(reason) {
      failure ??= { reason };
      changed();
    },
  };
}

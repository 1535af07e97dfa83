/** Bytes that can be read from anywhere: an open file, or an object of a store. */
export interface RandomAccess {
  /** As a file handle's: fills `buffer` from `offset` with at most `length` bytes from `position` on. */
  read(buffer: Buffer, offset: number, length: number, position: number): Promise<{ readonly bytesRead: number }>;
}

/** What a container's header is read from without a file. */
export interface RemoteMedia extends RandomAccess {
  readonly sizeBytes: number;
}

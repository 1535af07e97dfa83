import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { permanent, systemCode } from '../../errors.ts';
import { fieldsIn } from '../message-fields.ts';

export interface FileSums {
  readonly sizeBytes: number;
  /** 64 lower-case hex digits. */
  readonly sha256: string;
  /** FaceFusion's `.hash`: CRC-32 (zlib) of the whole file, 8 lower-case hex digits. */
  readonly crc32: string;
}

/** Size and sums of a file, in one pass; it may be larger than memory. Undefined when there is no such file. */
export async function sumFile(file: string): Promise<FileSums | undefined> {
  const sha = createHash('sha256');
  let crc = 0;
  let sizeBytes = 0;
  try {
    for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 })) {
      sha.update(chunk);
      crc = crc32(chunk, crc);
      sizeBytes += chunk.length;
    }
  } catch (thrown) {
    if (isMissing(thrown)) return undefined;
    throw thrown;
  }
  return { sizeBytes, sha256: sha.digest('hex'), crc32: crc.toString(16).padStart(8, '0') };
}

/** A small text file; undefined when there is none. */
export async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (thrown) {
    if (isMissing(thrown)) return undefined;
    throw thrown;
  }
}

const isMissing = (thrown: unknown): boolean => systemCode(thrown) === 'ENOENT';

/** Field of onnx.proto's ModelProto that holds the graph. */
const graphField = 7;

/**
 * Checks that a file is an ONNX model from its first byte to its last: the fields of its outermost message follow each
 * other and end where the file ends, and one is the graph. A file that was cut, or a web page, fails.
 * @throws MODEL_CORRUPT (permanent)
 */
export async function checkWholeOnnx(path: string, shownAs = path): Promise<void> {
  const corrupt = (what: string): Error =>
    permanent('MODEL_CORRUPT', `${shownAs} is not a whole ONNX file: ${what}. Fetch it again, or from another place.`);
  const file = await open(path);
  try {
    const { size } = await file.stat();
    let graphs = 0;
    for await (const { field } of fieldsIn(file, { start: 0, end: size }, corrupt)) {
      if (field === graphField) graphs += 1;
    }
    if (graphs !== 1) throw corrupt(`it has ${graphs} graphs`);
  } finally {
    await file.close();
  }
}

import { rm, statfs } from 'node:fs/promises';
import path from 'node:path';
import { FacelineError, permanent, systemCode, transient } from '../../errors.ts';
import { moveDurably, writeDurably } from '../../files/durable-files.ts';
import { checkWholeOnnx, type FileSums, readIfThere, sumFile } from './model-file.ts';
import { lockFileIn, type ModelPin, pinModel, pullFolderName, readModelsLock } from './models-lock.ts';
import { oneAtATime } from './one-at-a-time.ts';
import { readPublishedHash } from './published-hash.ts';
import { publishedUrls } from './publishers.ts';
import { type DownloadOptions, download, removePart } from './resumable-download.ts';

export interface PullOptions extends Partial<Omit<DownloadOptions, 'onLength'>> {
  readonly folder: string;
  /** Default: models.lock.json in the folder. */
  readonly lockFile?: string | undefined;
  /** Instead of the publishers, see {@link publishedUrls}. */
  readonly mirror?: string | undefined;
  /** Free bytes of a folder's disk; for tests. */
  readonly freeBytes?: (folder: string) => Promise<number>;
  /** Called once when another pull of the same model is under way. */
  readonly onWait?: () => void;
}

interface Pulled extends FileSums {
  readonly name: string;
  readonly path: string;
  /** `present`: the right file lay there already and nothing was fetched. */
  readonly state: 'pulled' | 'present';
  /** `recorded`: pulled for the first time, later pulls must match. */
  readonly pin: 'recorded' | 'matched';
  /** Whether the publisher's CRC-32 was there to be checked. */
  readonly crcChecked: boolean;
}

/** The file's name without `.onnx`, and the publisher's release that holds it. */
interface Facts {
  readonly name: string;
  readonly release: string;
}

/** What a pull needs besides the models: parts that another pull goes on with, and guards. */
const partsIn = (folder: string): string => path.join(folder, pullFolderName);
const targetOf = ({ name }: Facts, { folder }: PullOptions): string => path.join(folder, `${name}.onnx`);

/**
 * Fetches a model into a folder. The file appears there whole and checked, or not at all: against the length that the
 * server names, the publisher's CRC-32 where there is one, the sha256 in the lock, and the form of an ONNX file.
 * Publishers are tried in order.
 * @throws MODEL_NOT_FOUND, MODEL_CORRUPT, STORE_DENIED, STORE_UNAVAILABLE, SCRATCH_FULL
 */
export async function pullModel(model: Facts, options: PullOptions): Promise<Pulled> {
  const { signal, onWait } = options;
  const guard = path.join(partsIn(options.folder), `${model.name}.guard`);
  const alone = async () => (await findPinned(model, options)) ?? fetchModel(model, options);
  return (await findPinned(model, options)) ?? oneAtATime(guard, alone, { signal, onWait });
}

const pinOf = async ({ name }: Facts, { folder, lockFile = lockFileIn(folder) }: PullOptions) =>
  (await readModelsLock(lockFile)).models[name];

/** The model where it lies in the folder already, as pinned. */
async function findPinned(model: Facts, options: PullOptions): Promise<Pulled | undefined> {
  const pin = await pinOf(model, options);
  const file = targetOf(model, options);
  const there = pin === undefined ? undefined : await sumFile(file);
  if (there === undefined || there.sha256 !== pin?.sha256) return undefined;
  return { ...there, name: model.name, path: file, state: 'present', pin: 'matched', crcChecked: false };
}

/** Nobody else may fetch the same model into the folder meanwhile: both would write into the same part. */
async function fetchModel(model: Facts, options: PullOptions): Promise<Pulled> {
  const { folder, lockFile = lockFileIn(folder) } = options;
  const pin = await pinOf(model, options);
  const target = targetOf(model, options);
  const parts = partsIn(folder);
  const failures: unknown[] = [];
  for (const url of publishedUrls(model, `${model.name}.onnx`, options.mirror)) {
    try {
      const { sums, crc } = await fetchChecked(url, path.join(parts, `${model.name}.onnx.part`), pin, options);
      await putInPlace(parts, target, crc);
      await pinModel(lockFile, model.name, { sha256: sums.sha256, sizeBytes: sums.sizeBytes });
      return {
        ...sums,
        name: model.name,
        path: target,
        state: 'pulled',
        pin: pin === undefined ? 'recorded' : 'matched',
        crcChecked: crc !== undefined,
      };
    } catch (thrown) {
      options.signal?.throwIfAborted();
      if (!(thrown instanceof FacelineError) || thrown.code === 'SCRATCH_FULL') throw thrown;
      failures.push(thrown);
    }
  }
  throw oneError(failures);
}

/** A part that passed every check. Bytes that were put together from two transfers get a second chance in one. */
async function fetchChecked(url: string, partFile: string, pin: ModelPin | undefined, options: PullOptions) {
  const crc = await readPublishedHash(url.replace(/\.onnx(?=$|\?)/, '.hash'), withDefaults(options));
  for (let secondChance = true; ; secondChance = false) {
    const { lengthKnown, resumed } = await fetchPart(url, partFile, options);
    try {
      if (!lengthKnown && crc === undefined && pin === undefined) {
        throw permanent(
          'MODEL_CORRUPT',
          `${url} names no length and there is no hash: nobody could tell if it is whole.`,
        );
      }
      return { sums: await checkPart(url, partFile, pin, crc), crc };
    } catch (thrown) {
      await removePart(partFile);
      if (!resumed || !secondChance) throw thrown;
    }
  }
}

async function fetchPart(url: string, partFile: string, options: PullOptions) {
  const folder = path.dirname(partFile);
  const full = (why: string, cause?: unknown): FacelineError =>
    transient(
      'SCRATCH_FULL',
      `No space is left in ${folder} for ${url}: ${why}. Free some, or choose another folder.`,
      cause,
    );
  const onLength = async (bytesToCome: number): Promise<void> => {
    const free = await (options.freeBytes ?? freeBytes)(folder);
    if (free < bytesToCome) throw full(`${bytesToCome} bytes are to come, ${free} are free`);
  };
  try {
    return await download(url, partFile, { ...withDefaults(options), onLength });
  } catch (thrown) {
    const code = systemCode(thrown);
    if (code !== 'ENOSPC' && code !== 'EDQUOT') throw thrown;
    await removePart(partFile);
    throw full('the disk is full', thrown);
  }
}

const withDefaults = (options: PullOptions): DownloadOptions => ({
  stallMs: options.stallMs ?? 30_000,
  attempts: options.attempts ?? 5,
  retryDelayMs: options.retryDelayMs ?? 1000,
  signal: options.signal,
  onProgress: options.onProgress,
});

async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

async function checkPart(
  url: string,
  partFile: string,
  pin: ModelPin | undefined,
  crc: string | undefined,
): Promise<FileSums> {
  const sums = await sumFile(partFile);
  if (sums === undefined) throw transient('INTERNAL', `${partFile} is gone; who removed it?`);
  if (crc !== undefined && crc !== sums.crc32) {
    throw permanent('MODEL_CORRUPT', `${url} has CRC-32 ${sums.crc32}, but its .hash says ${crc}. Nothing was kept.`);
  }
  if (pin !== undefined && pin.sha256 !== sums.sha256) {
    throw permanent(
      'MODEL_CORRUPT',
      `${url} has sha256 ${sums.sha256}, but ${pin.sha256} is pinned: the file was altered or replaced. Nothing was ` +
        'kept. If you trust the new one, remove the pin from the lock file and pull again.',
    );
  }
  await checkWholeOnnx(partFile, url);
  return sums;
}

/** The hash first: between the two a reader finds an old model that does not match, never a new one unchecked. */
async function putInPlace(parts: string, target: string, crc: string | undefined): Promise<void> {
  const hashFile = target.replace(/\.onnx$/, '.hash');
  if (crc !== undefined) await writeDurably(hashFile, crc);
  else if ((await readIfThere(hashFile)) !== undefined) await rm(hashFile);
  const partFile = path.join(parts, `${path.basename(target)}.part`);
  await moveDurably(partFile, target);
  await removePart(partFile);
}

/** The one failure, or the first with all others told. */
function oneError(failures: readonly unknown[]): unknown {
  const [first, ...others] = failures;
  if (!(first instanceof FacelineError) || others.length === 0) return first;
  const told = others.map((other) => (other instanceof Error ? other.message : String(other)));
  return new FacelineError(first.code, `${first.message} Elsewhere: ${told.join(' ')}`, {
    retryable: failures.some((failure) => failure instanceof FacelineError && failure.retryable),
    cause: first,
  });
}

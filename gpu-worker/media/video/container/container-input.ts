import { open } from 'node:fs/promises';
import {
  CustomSource,
  FilePathSource,
  Input,
  type InputFormat,
  Logging,
  LogLevel,
  MATROSKA,
  MP4,
  MPEG_TS,
  QTFF,
  type Source,
  UnsupportedInputFormatError,
  WEBM,
} from 'mediabunny';
import { FacelineError, permanent } from '../../../errors.ts';
import type { RandomAccess, RemoteMedia } from '../random-access.ts';
import type { Look } from './checks/check-boxes.ts';
import { type ContainerKind, checkContainer } from './checks/check-container.ts';

/** Its warnings go to the console otherwise; what matters of them is checked here. */
Logging.level = LogLevel.Silent;

/**
 * The only formats that are ever parsed. With all of mediabunny's formats on, a playlist named .mp4 would be
 * followed to the files and addresses that it names.
 */
const formats = [MP4, QTFF, MATROSKA, WEBM, MPEG_TS];

/** Smaller than any video; larger files are recognised by their content. */
const leastBytes = 16;

/**
 * Opens a media file, hands it to `use` and closes it again. Reads by ranges, never the whole file.
 * @throws FacelineError SOURCE_NOT_MEDIA, SOURCE_UNREADABLE, SOURCE_UNSUPPORTED, all permanent
 */
export async function withInput<T>(path: string, use: (input: Input) => Promise<T>): Promise<T> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const source = new FilePathSource(path, { handleUnhandledError: () => {} });
    return await readInput({ source, bytes: file, sizeBytes: size, look: 'all' }, use);
  } finally {
    await file.close();
  }
}

/** The same for bytes that lie somewhere else: reads what `use` asks for, in small pieces. */
export async function withRemoteInput<T>(remote: RemoteMedia, use: (input: Input) => Promise<T>): Promise<T> {
  const { sizeBytes } = remote;
  const source = new CustomSource({
    getSize: () => sizeBytes,
    async read(start, end) {
      const bytes = Buffer.alloc(end - start);
      const { bytesRead } = await remote.read(bytes, 0, bytes.length, start);
      return bytes.subarray(0, bytesRead);
    },
    handleUnhandledError: () => {},
  });
  return readInput({ source, bytes: remote, sizeBytes, look: 'header' }, use);
}

interface OpenedBytes {
  readonly source: Source;
  readonly bytes: RandomAccess;
  readonly sizeBytes: number;
  readonly look: Look;
}

async function readInput<T>({ source, bytes, sizeBytes, look }: OpenedBytes, use: (input: Input) => Promise<T>) {
  if (sizeBytes < leastBytes) {
    throw permanent('SOURCE_UNREADABLE', `The file has ${sizeBytes} bytes; no video is that short.`);
  }
  const input = new Input({ formats, source });
  try {
    const kind = kindOf(await input.getFormat());
    await checkContainer(bytes, { sizeBytes, kind, look });
    return await use(input);
  } catch (thrown) {
    throw asSourceError(thrown);
  } finally {
    input.dispose();
  }
}

/** The checks go by what the parser takes a file for: by a look of their own they would pass what it reads. */
function kindOf(format: InputFormat): ContainerKind {
  if (format === MP4 || format === QTFF) return 'boxes';
  return format === MPEG_TS ? 'packets' : 'elements';
}

/** True for what the operating system refused: the disk, not the file's content. */
export const isSystemError = (thrown: unknown): thrown is Error & { readonly code: string } =>
  thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string' && 'syscall' in thrown;

function asSourceError(thrown: unknown): unknown {
  const isOurs = thrown instanceof FacelineError || (thrown instanceof Error && thrown.name === 'AbortError');
  if (isOurs || isSystemError(thrown)) return thrown;
  if (thrown instanceof UnsupportedInputFormatError) {
    return permanent(
      'SOURCE_NOT_MEDIA',
      'The file is none of mp4, mov, mkv, webm and ts, whatever its name says.',
      thrown,
    );
  }
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  return permanent(
    'SOURCE_UNREADABLE',
    `The container cannot be parsed, so the file is damaged or cut short (${text}).`,
    thrown,
  );
}

import type { ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer, type Socket } from 'node:net';
import { platform, tmpdir } from 'node:os';
import path from 'node:path';
import { createFrameReader, type FrameReader, framesOf } from '../frame-reader.ts';
import { readableOf } from '../readable-of.ts';

/** The way of frames out of a child process. */
interface FramePipe {
  /** The child's stdout. */
  readonly stdout: 'pipe' | Socket;
  /** Call it once the child was started. */
  readonly reader: (child: ChildProcess) => FrameReader;
  readonly close: () => void;
}

/** More than what a socket holds on Linux, so that one read empties it. */
const chunkBytes = 1 << 18;

/**
 * Opens the way of frames. A plain pipe of Node's hands out a new buffer for each 64 KiB; on films that is gigabytes
 * of garbage, and collecting it cost more than all else the main thread does. A socket that we connected ourselves
 * reads into the same memory again and again. Windows cannot give sockets to its children, and keeps the plain pipe.
 */
export function openFramePipe(): Promise<FramePipe> {
  return platform() === 'win32' ? Promise.resolve(plainPipe()) : socketPipe();
}

function plainPipe(): FramePipe {
  return { stdout: 'pipe', reader: (child) => framesOf(readableOf(child.stdout)), close: () => undefined };
}

async function socketPipe(): Promise<FramePipe> {
  // Readable by this user only, so nobody else can be the first to connect.
  const folder = await mkdtemp(path.join(tmpdir(), 'faceline-frames-'));
  const server = createServer({ pauseOnConnect: true });
  try {
    const address = path.join(folder, 'socket');
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject).listen(address, resolve);
    });
    const buffer = new Uint8Array(chunkBytes);
    const reader = createFrameReader(() => ours.resume());
    const ours = connect({
      path: address,
      onread: { buffer, callback: (count) => reader.take(buffer.subarray(0, count)) },
    });
    ours.once('end', () => reader.end());
    ours.once('close', () => reader.end());
    ours.once('error', reader.end);
    const stdout = await new Promise<Socket>((resolve, reject) => {
      // Where file descriptors run out, either side may fail.
      server.on('error', reject).once('connection', resolve);
      ours.once('close', () => reject(new Error('The socket for frames could not be connected.')));
    });
    return {
      stdout,
      reader: () => {
        // The child has its own copy by now; the stream ends when the last one is closed.
        stdout.destroy();
        return reader;
      },
      close: () => {
        stdout.destroy();
        ours.destroy();
      },
    };
  } finally {
    server.close();
    await rm(folder, { recursive: true });
  }
}

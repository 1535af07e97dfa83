import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { installServer } from './server-tools.ts';
import { freePort, startServer } from './start-server.ts';

export interface Minio {
  readonly endpoint: string;
  readonly region: 'us-east-1';
  readonly root: { readonly accessKeyId: string; readonly secretAccessKey: string };
  stop(): Promise<void>;
}

const root = { accessKeyId: 'facelineminio', secretAccessKey: 'test-secret' };

/** Starts MinIO on 127.0.0.1 over a folder of its own. */
export async function startMinio(): Promise<Minio> {
  const program = await installServer('minio');
  const folder = await mkdtemp(path.join(tmpdir(), 'faceline-minio-'));
  const data = path.join(folder, 'data');
  await mkdir(data);
  const address = `127.0.0.1:${await freePort()}`;
  const endpoint = `http://${address}`;
  const started = await startServer({
    name: 'MinIO',
    program,
    args: ['server', '--quiet', '--address', address, data],
    cwd: folder,
    env: {
      PATH: process.env.PATH ?? '',
      HOME: folder,
      MINIO_ROOT_USER: root.accessKeyId,
      MINIO_ROOT_PASSWORD: root.secretAccessKey,
      MINIO_UPDATE: 'off',
      MINIO_CALLHOME_ENABLE: 'off',
      // Its web page would listen on a port of its own.
      MINIO_BROWSER: 'off',
    },
    health: `${endpoint}/minio/health/ready`,
  });
  return {
    endpoint,
    region: 'us-east-1',
    root,
    async stop() {
      await started.stop();
      await rm(folder, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

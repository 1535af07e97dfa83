import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { makeOwnCertificate } from './own-certificate.ts';
import { installServer } from './server-tools.ts';
import { freePort, type ServerProcess, startServer } from './start-server.ts';

export interface Ministack {
  readonly endpoint: string;
  readonly region: 'us-east-1';
  /** The emulator's root: it may do everything, and its account is empty. */
  readonly root: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /** File of certificates that clients in other processes trust; undefined without TLS. */
  readonly certificates: string | undefined;
  readonly process: ServerProcess;
  stop(): Promise<void>;
}

/** A key of this server's own: the CDK remembers the account of each access key. */
const root = { accessKeyId: 'FACELINEMINISTACK000', secretAccessKey: 'test-secret' };

/** Starts ministack with enforced permissions, on 127.0.0.1 only, its Lambdas on the Node that runs this. */
export async function startMinistack({ tls = false } = {}): Promise<Ministack> {
  const python = await installServer('ministack');
  const folder = await mkdtemp(path.join(tmpdir(), 'faceline-ministack-'));
  const port = await freePort();
  const certificate = tls ? await makeOwnCertificate(python, folder) : undefined;
  const endpoint = `${tls ? 'https' : 'http'}://127.0.0.1:${port}`;
  const secure: Record<string, string> =
    certificate === undefined
      ? {}
      : {
          USE_SSL: '1',
          MINISTACK_SSL_CERT: certificate.certificate,
          MINISTACK_SSL_KEY: certificate.key,
          // Its Lambdas inherit it, and call back over TLS.
          NODE_EXTRA_CA_CERTS: certificate.bundle,
        };
  const started = await startServer({
    name: 'ministack',
    program: python,
    args: ['-m', 'ministack'],
    cwd: folder,
    env: {
      // Lambdas run the first `node` there.
      PATH: `${path.dirname(process.execPath)}:${process.env.PATH ?? ''}`,
      HOME: folder,
      TMPDIR: folder,
      BIND_HOST: '127.0.0.1',
      GATEWAY_PORT: String(port),
      AUTH: 'true',
      AWS_ACCESS_KEY_ID: root.accessKeyId,
      AWS_SECRET_ACCESS_KEY: root.secretAccessKey,
      // Else it listens on every interface at 8883.
      IOT_MTLS_ENABLED: '0',
      ...secure,
    },
    health: `${endpoint}/_ministack/health`,
  });
  return {
    endpoint,
    region: 'us-east-1',
    root,
    certificates: certificate?.bundle,
    process: started,
    async stop() {
      await started.stop();
      await rm(folder, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

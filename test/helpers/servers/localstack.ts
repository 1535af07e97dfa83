import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { installServer } from './server-tools.ts';
import { freePort, startServer } from './start-server.ts';

export interface Localstack {
  readonly endpoint: string;
  readonly region: 'us-east-1';
  /** It enforces no permissions: any credentials do. */
  readonly root: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly account: '000000000000';
  stop(): Promise<void>;
}

const facts = {
  region: 'us-east-1',
  account: '000000000000',
  // A key of this server's own, since the CDK remembers the account of each; it checks links with this one secret.
  root: { accessKeyId: 'LKIAQAAAAAAALOCALSTK', secretAccessKey: 'test' },
} as const;

/** Uses the server at `LOCALSTACK_ENDPOINT`, or starts one. See test/localstack/run.ts. */
export async function startLocalstack(): Promise<Localstack> {
  const running = process.env.LOCALSTACK_ENDPOINT;
  if (running !== undefined) return { ...facts, endpoint: running, stop: async () => undefined };
  if (process.env.FACELINE_OWN_NETWORK === undefined) {
    throw new Error('LocalStack may listen on every interface: start these tests by `npm run test:localstack`.');
  }
  const python = await installServer('localstack');
  const folder = await mkdtemp(path.join(tmpdir(), 'faceline-localstack-'));
  const address = `127.0.0.1:${await freePort()}`;
  const endpoint = `http://${address}`;
  const started = await startServer({
    name: 'LocalStack',
    program: python,
    args: ['-m', 'localstack.runtime.main'],
    cwd: folder,
    env: {
      PATH: `${path.dirname(python)}:${process.env.PATH ?? ''}`,
      HOME: folder,
      TMPDIR: folder,
      FILESYSTEM_ROOT: folder,
      GATEWAY_LISTEN: address,
      DNS_ADDRESS: '0',
      SKIP_SSL_CERT_DOWNLOAD: '1',
      DISABLE_EVENTS: '1',
      S3_SKIP_SIGNATURE_VALIDATION: '0',
    },
    health: `${endpoint}/_localstack/health`,
  });
  return {
    ...facts,
    endpoint,
    async stop() {
      await started.stop();
      await rm(folder, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

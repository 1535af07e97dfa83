import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import { createServer } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const version = '1.5.33';
const folder = path.resolve(import.meta.dirname, '../../.faceline', `ministack-${version}`);
const keyFile = path.join(folder, 'key.pem');
const program = path.join(folder, 'bin/ministack');

/** The emulator's root: it may do everything, and its first account is empty. */
export const rootCredentials = { accessKeyId: 'test', secretAccessKey: 'test' };
export const emulatedRegion = 'us-east-1';

export interface Ministack {
  /** `http://127.0.0.1:<port>`, or https. */
  readonly endpoint: string;
  /** The server's own certificate, with TLS. */
  readonly certificate: string | undefined;
  /** The last of what the server and its Lambdas said. */
  log(): string;
  stop(): Promise<void>;
}

/** Starts ministack with enforced permissions, on 127.0.0.1 only; installs it into `.faceline/` when it is not there. */
export async function startMinistack({ tls = false } = {}): Promise<Ministack> {
  install();
  const port = await freePort();
  const certificate = tls ? makeCertificate() : undefined;
  const tlsSettings =
    certificate === undefined
      ? {}
      : { USE_SSL: '1', MINISTACK_SSL_CERT: certificate, MINISTACK_SSL_KEY: keyFile, NODE_EXTRA_CA_CERTS: certificate };
  const child = spawn(program, [], {
    env: {
      PATH: `${path.dirname(process.execPath)}:${process.env.PATH ?? ''}`,
      HOME: folder,
      BIND_HOST: '127.0.0.1',
      GATEWAY_PORT: String(port),
      AUTH: 'true',
      AWS_ACCESS_KEY_ID: rootCredentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: rootCredentials.secretAccessKey,
      IOT_MTLS_ENABLED: '0',
      ...tlsSettings,
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk) => {
    said = `${said}${chunk}`.slice(-20_000);
  });
  const endpoint = `${tls ? 'https' : 'http'}://127.0.0.1:${port}`;
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  for (let tries = 0; !(await isHealthy(endpoint)); tries += 1) {
    if (child.exitCode !== null || tries > 100) {
      child.kill('SIGKILL');
      throw new Error(`ministack did not start: ${said}`);
    }
    await sleep(100);
  }
  return {
    endpoint,
    certificate,
    log: () => said,
    async stop() {
      child.kill('SIGTERM');
      const killer = setTimeout(() => child.kill('SIGKILL'), 3000);
      await exited;
      clearTimeout(killer);
    },
  };
}

function install(): void {
  if (existsSync(program)) return;
  mkdirSync(folder, { recursive: true });
  execFileSync('python3', ['-m', 'venv', folder], { stdio: 'pipe' });
  const packages = [`ministack==${version}`, 'cryptography'];
  execFileSync(path.join(folder, 'bin/pip'), ['install', '--quiet', ...packages], { stdio: 'pipe' });
}

/** A certificate for this machine's own address, for a day. */
function makeCertificate(): string {
  const certificate = path.join(folder, 'certificate.pem');
  const names = 'subjectAltName=DNS:localhost,DNS:*.localhost,IP:127.0.0.1';
  const request = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '1', '-subj', '/CN=localhost'];
  execFileSync('openssl', [...request, '-addext', names, '-keyout', keyFile, '-out', certificate], { stdio: 'pipe' });
  return certificate;
}

function isHealthy(endpoint: string): Promise<boolean> {
  const { get } = endpoint.startsWith('https') ? https : http;
  return new Promise((resolve) => {
    const request = get(`${endpoint}/_ministack/health`, { rejectUnauthorized: false }, (answer) => {
      answer.resume();
      resolve(answer.statusCode === 200);
    });
    request.once('error', () => resolve(false));
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        typeof address === 'object' && address !== null ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });
}

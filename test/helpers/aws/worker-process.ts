import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { Credentials, DeployedWorld } from './deployed-world.ts';

const root = path.resolve(import.meta.dirname, '../../..');

export interface WorkerProcess {
  /** Everything it has logged, one JSON object a line. */
  log(): string;
  /** Throws with its log once it has ended: then there is nothing to wait for. */
  expectAlive(): void;
  /** Asks it to stop, as ECS does, and gives its exit code. */
  stop(): Promise<number | null>;
}

/** The real worker, as a process with the environment that the stack gives a container. */
export function startWorkerProcess(
  world: DeployedWorld,
  credentials: Credentials,
  folder: string,
  more: Readonly<Record<string, string>> = {},
): WorkerProcess {
  const { server, output } = world;
  const child = spawn(process.execPath, [path.join(root, 'gpu-worker/main.ts')], {
    cwd: folder,
    env: {
      PATH: process.env.PATH ?? '',
      HOME: folder,
      ...(process.env.FACELINE_FFMPEG === undefined ? {} : { FACELINE_FFMPEG: process.env.FACELINE_FFMPEG }),
      ...(server.certificates === undefined ? {} : { NODE_EXTRA_CA_CERTS: server.certificates }),
      AWS_REGION: server.region,
      AWS_ENDPOINT_URL: server.endpoint,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      AWS_SESSION_TOKEN: credentials.sessionToken ?? '',
      FACELINE_TASKS_QUEUE_URL: output('TasksQueue'),
      FACELINE_INPUT_BUCKET: output('InputBucket'),
      FACELINE_OUTPUT_BUCKET: output('OutputBucket'),
      FACELINE_MODELS_BUCKET: output('ModelBucket'),
      FACELINE_DATA_ROLE_ARN: output('DataRole'),
      FACELINE_MAX_RECEIVES: '5',
      // Empty: models come from the model bucket, with the worker's own rights.
      FACELINE_MODELS: path.join(folder, 'models'),
      FACELINE_SCRATCH: path.join(folder, 'scratch'),
      FACELINE_FRAME_WORKERS: '2',
      FACELINE_INTRA_OP_THREADS: '1',
      FACELINE_VISIBILITY_S: '60',
      ...more,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      said += chunk;
    });
  }
  const exited = once(child, 'exit');
  return {
    log: () => said,
    expectAlive() {
      if (child.exitCode !== null) throw new Error(`The worker ended with ${child.exitCode}:\n${said}`);
    },
    async stop() {
      child.kill('SIGTERM');
      const killer = setTimeout(() => child.kill('SIGKILL'), 30_000);
      await exited;
      clearTimeout(killer);
      return child.exitCode;
    },
  };
}

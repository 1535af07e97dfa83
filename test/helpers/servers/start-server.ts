import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

export interface ServerCommand {
  readonly name: string;
  readonly program: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  /** Answers with 200 once the server is ready. */
  readonly health: string;
}

export interface ServerProcess {
  readonly pid: number;
  /** The last it wrote, for messages of failed tests. */
  said(): string;
  /** Asks it to end, and ends it after three seconds. */
  stop(): Promise<void>;
}

/** Most of a server's words that are kept. */
const keptCharacters = 200_000;
const healthyWithinMs = 180_000;

/** Starts a server and waits until it is healthy. It ends with `stop`, or with this process at the latest. */
export async function startServer(command: ServerCommand): Promise<ServerProcess> {
  const { name, program, args, env, cwd, health } = command;
  const child = spawn(program, [...args], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      said = `${said}${chunk}`.slice(-keptCharacters);
    });
  }
  let ended = false;
  const exited = new Promise<void>((resolve) => {
    child.once('error', (cause) => {
      said = `${said}${cause.message}`;
      ended = true;
      resolve();
    });
    child.once('exit', () => {
      ended = true;
      resolve();
    });
  });
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    const killer = setTimeout(kill, 3000);
    await exited;
    clearTimeout(killer);
    process.removeListener('exit', kill);
  };
  const until = performance.now() + healthyWithinMs;
  while (!(await isHealthy(health))) {
    if (ended || performance.now() > until) {
      await stop();
      throw new Error(`${name} did not start: ${said.slice(-4000)}`);
    }
    await sleep(100);
  }
  return { pid: child.pid ?? 0, said: () => said, stop };
}

async function isHealthy(address: string): Promise<boolean> {
  const answer = await fetch(address, { signal: AbortSignal.timeout(5000) }).catch(() => undefined);
  await answer?.body?.cancel();
  return answer?.ok === true;
}

/** A port on 127.0.0.1 that nobody listens on. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => {
        if (typeof address === 'object' && address !== null) resolve(address.port);
        else reject(new Error('no port'));
      });
    });
  });
}

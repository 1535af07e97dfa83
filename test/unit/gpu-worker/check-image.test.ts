import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { healthProblem } from '../../../gpu-worker/check-health.ts';
import { cudaLibrariesIn, type ImageFacts, imageProblems } from '../../../gpu-worker/check-image.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'faceline-image-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const onnx = `app/node_modules/onnxruntime-node/bin/napi-v6/linux/${process.arch}`;
const elf = (...names: string[]): string => `\x7fELF${'\0'.repeat(40)}${names.join('\0')}\0`;
const goodTree: Readonly<Record<string, string>> = {
  'app/package.json': '{"devDependencies":{"vitest":"5.0.0"}}',
  'app/node_modules/zod/package.json': '{}',
  [`app/node_modules/@img/sharp-linux-${process.arch}/package.json`]: '{}',
  [`${onnx}/onnxruntime_binding.node`]: elf(),
  [`${onnx}/libonnxruntime.so.1`]: elf(),
  [`${onnx}/libonnxruntime_providers_shared.so`]: elf(),
  [`${onnx}/libonnxruntime_providers_cuda.so`]: elf(
    'libcublasLt.so.12',
    'libcublas.so.12',
    'libcudart.so.12',
    'libcudnn.so.9',
    'libcufft.so.11',
  ),
  'lib/libcublasLt.so.12': '',
  'lib/libcublas.so.12': '',
  'lib/libcudart.so.12': '',
  'lib/libcudnn.so.9': '',
  'lib/libcufft.so.11': '',
  'bin/ffmpeg': '',
  'bin/ffprobe': '',
};

async function plant(changes: Readonly<Record<string, string | undefined>> = {}): Promise<void> {
  for (const [name, text] of Object.entries({ ...goodTree, ...changes })) {
    if (text === undefined) continue;
    const file = path.join(folder, name);
    await mkdir(path.dirname(file), { recursive: true, mode: 0o755 });
    await writeFile(file, text, { encoding: 'latin1', mode: 0o644 });
  }
}
const check = (changes: Partial<ImageFacts> = {}) =>
  imageProblems({
    root: path.join(folder, 'app'),
    variant: 'cuda',
    libraryFolders: [path.join(folder, 'lib')],
    programFolders: [path.join(folder, 'bin')],
    nodeVersion: 'v24.1.0',
    ...changes,
  });

describe('the check of an image', () => {
  it('has nothing to say about a good tree', async () => {
    await plant();
    expect(await check()).toEqual([]);
  });

  it('lets a CPU image be without CUDA', async () => {
    await plant({ [`${onnx}/libonnxruntime_providers_cuda.so`]: undefined, 'lib/libcudnn.so.9': undefined });
    expect(await check({ variant: 'cpu' })).toEqual([]);
  });

  it.each([
    ['no CUDA provider', { [`${onnx}/libonnxruntime_providers_cuda.so`]: undefined }, /fall back to the CPU/],
    [
      'no shared provider',
      { [`${onnx}/libonnxruntime_providers_shared.so`]: undefined },
      /providers_shared\.so is absent/,
    ],
    [
      'a provider for CUDA 13',
      { [`${onnx}/libonnxruntime_providers_cuda.so`]: elf('libcudart.so.13') },
      /wants libcudart\.so\.13.*cudart 12/,
    ],
    [
      'a provider for cuDNN 8',
      { [`${onnx}/libonnxruntime_providers_cuda.so`]: elf('libcudnn.so.8') },
      /wants libcudnn\.so\.8/,
    ],
    ['a provider cut short', { [`${onnx}/libonnxruntime_providers_cuda.so`]: elf() }, /cut short/],
    ['a base without cuDNN', { 'lib/libcudnn.so.9': undefined }, /libcudnn\.so\.9 is in none of/],
    ['no ONNX Runtime', { [`${onnx}/onnxruntime_binding.node`]: undefined }, /ONNX Runtime is not in/],
    [
      'no sharp binary',
      { [`app/node_modules/@img/sharp-linux-${process.arch}/package.json`]: undefined },
      /sharp has no binary/,
    ],
    ['no ffmpeg', { 'bin/ffmpeg': undefined }, /ffmpeg is not on PATH/],
    [
      'development packages',
      { 'app/node_modules/vitest/package.json': '{}' },
      /Development packages are installed: vitest/,
    ],
  ])('finds %s', async (_, changes, problem) => {
    await plant(changes);
    expect(await check()).toEqual([expect.stringMatching(problem)]);
  });

  it('finds an old Node', async () => {
    await plant();
    expect(await check({ nodeVersion: 'v22.17.0' })).toEqual([expect.stringMatching(/Node is v22\.17\.0/)]);
    expect(await check({ nodeVersion: 'v22.18.0' })).toEqual([]);
  });

  it('finds a file that the worker could change', async () => {
    await plant();
    await chmod(path.join(folder, 'app/node_modules/zod/package.json'), 0o666);
    expect(await check()).toEqual([expect.stringMatching(/zod\/package\.json can be written/)]);
  });

  it('reads a name that lies across two chunks', async () => {
    const file = path.join(folder, 'big.so');
    await writeFile(file, `${'x'.repeat((1 << 20) - 7)}libcudart.so.12\0`);
    expect(await cudaLibrariesIn(file)).toEqual([{ name: 'cudart', major: 12 }]);
  });
});

describe('the healthcheck', () => {
  async function plantProcess(pid: number, command: string, state: string): Promise<void> {
    const own = path.join(folder, 'proc', String(pid));
    await mkdir(own, { recursive: true });
    await writeFile(path.join(own, 'cmdline'), command);
    await writeFile(path.join(own, 'stat'), `${pid} (a (b) c) ${state} 1 2 3`);
  }
  const health = () => healthProblem(path.join(folder, 'proc'), folder);

  it('is content with a worker that runs or sleeps', async () => {
    await plantProcess(1, 'tini\0--\0node\0gpu-worker/main.ts\0', 'S');
    await plantProcess(7, 'node\0gpu-worker/main.ts\0serve\0', 'S');
    expect(await health()).toBeUndefined();
  });

  it('finds a worker that is gone, stopped or a zombie', async () => {
    await plantProcess(1, 'tini\0--\0node\0gpu-worker/main.ts\0', 'S');
    expect(await health()).toBe('no worker process');
    await plantProcess(7, 'node\0gpu-worker/main.ts\0serve\0', 'T');
    expect(await health()).toBe('the worker process is in state T');
    await plantProcess(7, 'node\0gpu-worker/main.ts\0serve\0', 'Z');
    expect(await health()).toBe('the worker process is in state Z');
  });

  it('finds a scratch folder that cannot be written', async () => {
    await plantProcess(7, 'node\0gpu-worker/main.ts\0serve\0', 'R');
    const missing = path.join(folder, 'gone');
    expect(await healthProblem(path.join(folder, 'proc'), missing)).toBe(`${missing} cannot be written`);
  });
});

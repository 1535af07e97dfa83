/** Run while the image is built: what would only show in production is refused here. */
import { createReadStream } from 'node:fs';
import { access, constants, readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import * as z from 'zod';

export interface ImageFacts {
  /** Folder with package.json, node_modules, contract and gpu-worker. */
  readonly root: string;
  readonly variant: 'cuda' | 'cpu';
  /** Where the dynamic linker looks. */
  readonly libraryFolders: readonly string[];
  /** Folders of programs, as in PATH. */
  readonly programFolders: readonly string[];
  readonly nodeVersion: string;
}

/** CUDA's libraries and the major version that this image has of each. */
const cudaMajors: Readonly<Record<string, number>> = { cudart: 12, cublas: 12, cublasLt: 12, cufft: 11, cudnn: 9 };
const packageSchema = z.object({ devDependencies: z.record(z.string(), z.string()).default({}) });

/** Everything that is wrong with an image's tree, each a sentence; none when it may be published. */
export async function imageProblems(facts: ImageFacts): Promise<readonly string[]> {
  const { root, variant, programFolders, nodeVersion } = facts;
  const problems: string[] = [];
  const [major = 0, minor = 0] = nodeVersion.replace(/^v/, '').split('.').map(Number);
  if (major < 22 || (major === 22 && minor < 18)) problems.push(`Node is ${nodeVersion}; expected 22.18 or newer.`);
  for (const program of ['ffmpeg', 'ffprobe']) {
    if (!(await inAnyOf(programFolders, program))) problems.push(`${program} is not on PATH; install ffmpeg.`);
  }
  problems.push(...(await packageProblems(root)), ...(await runtimeProblems(root)));
  if (variant === 'cuda') problems.push(...(await cudaProblems(facts)));
  const writable = await firstWritable(root);
  if (writable !== undefined) problems.push(`${writable} can be written by others than root; chmod go-w the tree.`);
  return problems;
}

async function packageProblems(root: string): Promise<readonly string[]> {
  const { devDependencies } = packageSchema.parse(JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8')));
  const present: string[] = [];
  for (const name of Object.keys(devDependencies)) {
    if (await exists(path.join(root, 'node_modules', name, 'package.json'))) present.push(name);
  }
  return present.length === 0
    ? []
    : [`Development packages are installed: ${present.join(', ')}; use npm ci --omit=dev.`];
}

const onnxFolder = (root: string): string =>
  path.join(root, 'node_modules/onnxruntime-node/bin/napi-v6/linux', process.arch);

async function runtimeProblems(root: string): Promise<readonly string[]> {
  const problems: string[] = [];
  const folder = onnxFolder(root);
  const names = (await exists(folder)) ? await readdir(folder) : [];
  if (!names.includes('onnxruntime_binding.node') || !names.some((name) => name.startsWith('libonnxruntime.so'))) {
    problems.push(`ONNX Runtime is not in ${folder}; onnxruntime-node is not installed for this platform.`);
  }
  if (!(await exists(path.join(root, `node_modules/@img/sharp-linux-${process.arch}`)))) {
    problems.push(`sharp has no binary for linux-${process.arch}; do not omit optional packages.`);
  }
  return problems;
}

async function cudaProblems({ root, libraryFolders }: ImageFacts): Promise<readonly string[]> {
  const problems: string[] = [];
  const folder = onnxFolder(root);
  const provider = path.join(folder, 'libonnxruntime_providers_cuda.so');
  if (!(await exists(path.join(folder, 'libonnxruntime_providers_shared.so')))) {
    problems.push('libonnxruntime_providers_shared.so is absent; install onnxruntime-node with CUDA 12.');
  }
  if (!(await exists(provider))) {
    problems.push('libonnxruntime_providers_cuda.so is absent: every model would fall back to the CPU.');
    return problems;
  }
  const wanted = await cudaLibrariesIn(provider);
  if (wanted.length === 0) problems.push('libonnxruntime_providers_cuda.so names no CUDA library; it is cut short.');
  for (const { name, major } of wanted) {
    const expected = cudaMajors[name];
    const file = `lib${name}.so.${major}`;
    if (major !== expected)
      problems.push(`The CUDA provider wants ${file}; this image is made for ${name} ${expected}.`);
    else if (!(await inAnyOf(libraryFolders, file)))
      problems.push(`${file} is in none of ${libraryFolders.join(', ')}.`);
  }
  return problems;
}

/** Names and majors of the CUDA libraries that a shared object's string table names, each once. */
export async function cudaLibrariesIn(
  file: string,
): Promise<readonly { readonly name: string; readonly major: number }[]> {
  const found = new Map<string, { name: string; major: number }>();
  const pattern = /lib(cudart|cublasLt|cublas|cufft|cudnn)\.so\.(\d+)/g;
  // A name may lie across two chunks.
  let carried = '';
  for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 })) {
    const text = carried + z.instanceof(Buffer).parse(chunk).toString('latin1');
    for (const [match, name = '', major = ''] of text.matchAll(pattern))
      found.set(match, { name, major: Number(major) });
    carried = text.slice(-64);
  }
  return [...found.values()];
}

async function firstWritable(folder: string): Promise<string | undefined> {
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
    if (entry.isSymbolicLink()) continue;
    const file = path.join(entry.parentPath, entry.name);
    if (((await stat(file)).mode & 0o022) !== 0) return file;
  }
  return undefined;
}

async function inAnyOf(folders: readonly string[], name: string): Promise<boolean> {
  for (const folder of folders) if (await exists(path.join(folder, name))) return true;
  return false;
}

const exists = (file: string): Promise<boolean> =>
  access(file, constants.F_OK).then(
    () => true,
    () => false,
  );

if (import.meta.main) {
  const { values } = parseArgs({ options: { root: { type: 'string' }, variant: { type: 'string' } } });
  const problems = await imageProblems({
    root: values.root ?? '/app',
    variant: values.variant === 'cpu' ? 'cpu' : 'cuda',
    libraryFolders: ['/usr/local/cuda/lib64', '/usr/local/cuda/targets/x86_64-linux/lib', '/usr/lib/x86_64-linux-gnu'],
    programFolders: ['/usr/local/bin', '/usr/bin', '/bin'],
    nodeVersion: process.version,
  });
  for (const problem of problems) console.error(`image: ${problem}`);
  process.exitCode = problems.length === 0 ? 0 : 1;
}

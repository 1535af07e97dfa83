import { chmod, cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { libraryAdvice } from '../../../../../bin/commands/doctor/cuda-advice.ts';
import type { DoctorOutside } from '../../../../../bin/commands/doctor/doctor-outside.ts';
import type { Finding } from '../../../../../bin/commands/doctor/finding.ts';
import { runDoctor } from '../../../../../bin/commands/doctor/run-doctor.ts';
import { runCommand } from '../../../../../gpu-worker/media/video/codec/codec-process.ts';
import { findFfmpeg } from '../../../../../gpu-worker/media/video/ffmpeg/find-ffmpeg.ts';
import { temporaryFolder } from '../../../../helpers/files/temporary-folder.ts';

const demoModels = path.resolve(import.meta.dirname, '../../../../../examples/demo/models');
const ubuntu = { platform: 'linux', distribution: 'ubuntu debian', isRoot: false } as const;
const program = (name: string) => `#!/bin/sh\n${name}\n`;

/** An ffmpeg that lists encoders, of which some work. */
const ffmpegThat = (works: string) =>
  program(
    `case "$*" in
*-version*) echo 'ffmpeg version 7.1 Copyright' ;;
*-encoders*) for e in libx264 h264_nvenc hevc_nvenc; do echo " V....D $e something"; done ;;
*-decoders*) for d in h264 hevc vp8 vp9 libdav1d; do echo " V....D $d something"; done ;;
*-c:v\\ ${works}*) exit 0 ;;
*) exit 1 ;;
esac`,
  );

const said = (cudaProblem?: string) =>
  JSON.stringify({
    version: '1.30.0',
    folder: '/ort/bin',
    backends: [
      { name: 'cpu', bundled: true },
      { name: 'cuda', bundled: false },
    ],
    cudaProblem,
  });
const withoutLibrary = (library: string) =>
  `Failed to load library /ort/bin/x.so with error: ${library}: cannot open shared object file: No such file`;

interface Stubs {
  readonly ffmpeg?: string;
  readonly smi?: string;
  readonly proof?: { readonly stdout: string; readonly stderr: string };
  readonly driver?: string;
  readonly hasCard?: boolean;
  readonly machine?: DoctorOutside['machine'];
  readonly models?: string;
}

/** What the doctor finds where PATH leads to programs of the test's own. */
async function find(stubs: Stubs) {
  const folder = await temporaryFolder();
  const write = async (name: string, script: string | undefined) => {
    if (script !== undefined) await writeFile(path.join(folder, name), script, { mode: 0o755 });
  };
  await write('ffmpeg', stubs.ffmpeg ?? ffmpegThat('libx264'));
  await write('nvidia-smi', stubs.smi);
  const env = { PATH: `${folder}:/bin:/usr/bin` };
  const run = (name: string, args: readonly string[]) => runCommand(path.join(folder, name), args, { env });
  const proof = stubs.proof ?? {
    stdout: said('no library'),
    stderr: withoutLibrary('/ort/bin/libonnxruntime_providers_shared.so'),
  };
  let text = '';
  const outside: DoctorOutside = {
    machine: stubs.machine ?? ubuntu,
    arch: 'x64',
    nodeVersion: '24.21.0',
    findFfmpeg: () =>
      findFfmpeg({
        env: { ...env, FACELINE_FFMPEG: path.join(folder, 'ffmpeg') },
        staticPath: () => undefined,
        run: (file, args) => runCommand(file, args, { env }),
        advice: () => '',
      }),
    run: async (name, args) => (name === process.execPath ? { code: 0, ...proof } : run(name, args)),
    driverVersion: async () => stubs.driver,
    hasNvidiaCard: async () => stubs.hasCard ?? false,
    write: (more) => {
      text += more;
    },
  };
  const request = { models: stubs.models ?? demoModels, isDefaultModels: true, out: folder, scratch: folder };
  const code = await runDoctor({ ...request, json: true }, outside);
  const { canRun, findings } = JSON.parse(text) as { canRun: boolean; findings: Finding[] };
  text = '';
  await runDoctor({ ...request, json: false }, outside);
  return { code, canRun, text, of: (name: string) => findings.find((finding) => finding.name === name) };
}

it('a machine with all that the default job needs ends with exit code 0', async () => {
  const { code, canRun, text, of } = await find({});
  expect({ code, canRun }).toEqual({ code: 0, canRun: true });
  expect(of('ffmpeg')).toMatchObject({ state: 'ok', detail: expect.stringContaining('7.1') });
  expect(of('inswapper_128')).toMatchObject({ detail: expect.stringContaining('commercial use (demo)') });
  expect(of('decoders')).toMatchObject({ state: 'note', detail: expect.stringContaining('prores') });
  expect(text).toContain('can run here.');
});

it('encoders that are compiled in are tried', async () => {
  const { of } = await find({ ffmpeg: ffmpegThat('libx264') });
  expect(of('libx264')).toMatchObject({ state: 'ok' });
  expect(of('h264_nvenc')).toMatchObject({ state: 'note', detail: 'compiled in, and does not work here' });
  expect(of('libx265')).toMatchObject({ state: 'note', detail: 'not in this build' });
  expect((await find({ ffmpeg: ffmpegThat('h264_nvenc') })).of('h264_nvenc')).toMatchObject({ state: 'ok' });
});

it('an ffmpeg that does not encode H.264, or is none, stops the default job, and one command mends it', async () => {
  const useless = await find({ ffmpeg: ffmpegThat('nothing') });
  expect(useless.code).toBe(2);
  expect(useless.of('libx264')).toMatchObject({
    state: 'missing',
    command: expect.stringContaining('sudo apt-get install'),
  });
  const none = await find({
    ffmpeg: program('exit 3'),
    machine: { platform: 'darwin', distribution: '', isRoot: false },
  });
  expect(none.code).toBe(2);
  expect(none.of('ffmpeg')).toMatchObject({ state: 'missing', command: 'brew install ffmpeg' });
  expect(none.text).toContain('→ brew install ffmpeg');
});

it('a card is named with its driver, and an old driver is missing', async () => {
  const card = (driver: string) => ({ smi: program(`echo 'NVIDIA GeForce RTX 4070, ${driver}, 12282'`) });
  expect((await find(card('580.95.05'))).of('GPU')).toMatchObject({
    state: 'ok',
    detail: 'NVIDIA GeForce RTX 4070, 12282 MB, driver 580.95.05',
  });
  const old = await find(card('535.216'));
  expect(old.of('GPU')).toMatchObject({ state: 'missing', command: 'sudo apt-get install --yes nvidia-driver-580' });
  // Models still run on the processor.
  expect(old.code).toBe(0);
});

it('a card without a driver, one behind a broken driver, and none are told apart', async () => {
  expect((await find({ hasCard: true })).of('GPU')).toMatchObject({
    state: 'missing',
    detail: expect.stringContaining('without its driver'),
  });
  const broken = await find({ smi: program('echo "Driver/library version mismatch"; exit 18') });
  expect(broken.of('GPU')).toMatchObject({ state: 'missing', detail: expect.stringContaining('version mismatch') });
  const driver = 'NVRM version: NVIDIA UNIX Open Kernel Module for x86_64  580.95.05  Release Build';
  expect((await find({ driver })).of('GPU')).toMatchObject({
    state: 'note',
    detail: expect.stringContaining('driver 580.95.05'),
  });
  expect((await find({})).of('GPU')).toMatchObject({ state: 'note', detail: expect.stringContaining('processor') });
});

it('the library without which no session is given on a card is named, with the command that brings it', async () => {
  const smi = program("echo 'NVIDIA L4, 580.95.05, 23034'");
  const lacking = async (library: string) =>
    (await find({ smi, proof: { stdout: said('Failed to load shared library'), stderr: withoutLibrary(library) } })).of(
      'cuda',
    );
  expect(await lacking('/ort/bin/libonnxruntime_providers_shared.so')).toMatchObject({
    state: 'missing',
    detail: expect.stringContaining('libonnxruntime_providers_shared.so is not found'),
    command: expect.stringMatching(/^pip install .*onnxruntime-gpu==1\.30\.0 .* && cp .* '\/ort\/bin'$/),
  });
  expect(await lacking('libcublasLt.so.13')).toMatchObject({ command: expect.stringContaining('LD_LIBRARY_PATH=') });
  expect(await lacking('libcuda.so.1')).toMatchObject({ command: expect.stringContaining('nvidia-driver-580') });
  expect((await find({ smi, proof: { stdout: said(), stderr: '' } })).of('cuda')).toMatchObject({ state: 'ok' });
  // Where there is no card it would be of no use.
  expect((await find({})).of('cuda')).toMatchObject({ state: 'note' });
});

it('what it installs for CUDA is what the README names, and of the ONNX Runtime that is a dependency', async () => {
  const root = path.resolve(import.meta.dirname, '../../../../..');
  const readme = await readFile(path.join(root, 'README.md'), 'utf8');
  const pins = libraryAdvice('libonnxruntime_providers_cuda.so', '/ort/bin', ubuntu).match(/\S+==\S+/g) ?? [];
  expect(pins).toHaveLength(6);
  expect(pins.filter((pin) => !readme.includes(pin))).toEqual([]);
  const { dependencies } = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8'));
  expect(pins).toContain(`onnxruntime-gpu==${dependencies['onnxruntime-node']}`);
});

it('an ONNX Runtime that cannot be loaded stops the default job', async () => {
  const { code, of } = await find({ proof: { stdout: '', stderr: 'Error: Cannot find module onnxruntime-node' } });
  expect(code).toBe(2);
  expect(of('ONNX Runtime')).toMatchObject({ state: 'missing', command: 'npm ci' });
});

it('models that are missing or altered stop the default job, and the pull that mends it is named', async () => {
  const empty = await find({ models: path.join(await temporaryFolder(), 'models') });
  expect(empty.code).toBe(2);
  expect(empty.of('models')?.command).toBe(
    'npm run faceline -- models pull yunet_2023_mar arcface_w600k_r50 inswapper_128',
  );
  const folder = path.join(await temporaryFolder(), 'models');
  await mkdir(folder);
  await cp(demoModels, folder, { recursive: true });
  await chmod(path.join(folder, 'inswapper_128.onnx'), 0o644);
  await writeFile(path.join(folder, 'inswapper_128.onnx'), 'not a model');
  const altered = await find({ models: folder });
  expect(altered.code).toBe(2);
  expect(altered.of('inswapper_128')).toMatchObject({
    state: 'missing',
    command: expect.stringMatching(/^rm '.*inswapper_128\.onnx' && .* models pull inswapper_128$/),
  });
});

import { existsSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { modelsCommand } from '../../../../../bin/commands/models/models-command.ts';
import { modelsOutside } from '../../../../../bin/commands/models/models-outside.ts';
import { temporaryFolder } from '../../../../helpers/files/temporary-folder.ts';
import { goodFile, onnxBytes, serveModels } from '../../../../helpers/models/model-server.ts';

afterEach(() => {
  process.exitCode = undefined;
});

/** Runs the command in this process. */
async function faceline(...args: string[]) {
  let out = '';
  let said = '';
  const outside = {
    ...modelsOutside,
    isTerminal: false,
    write(text: string) {
      out += text;
    },
    say(text: string) {
      said += text;
    },
  };
  await modelsCommand(outside).parseAsync(args, { from: 'user' });
  return { out, said, exitCode: process.exitCode };
}

const swapper = onnxBytes(90_000, 1);
const recognizer = onnxBytes(50_000, 2);

async function mirror() {
  const { base, asked } = await serveModels({
    '/models-3.0.0/inswapper_128.onnx': goodFile(swapper),
    '/models-3.0.0/arcface_w600k_r50.onnx': goodFile(recognizer),
  });
  return { base, asked, folder: path.join(await temporaryFolder(), 'models') };
}

describe('faceline models', () => {
  test('pull tells licence and use before it fetches, and brings what is needed too', async () => {
    const { base, folder, asked } = await mirror();
    const { out, said, exitCode } = await faceline('pull', 'inswapper_128', '--folder', folder, '--mirror', base);
    expect(exitCode).toBe(0);
    expect(said).toMatch(
      /inswapper_128: licence Non-Commercial as FaceFusion states it, permitted use: non-commercial\./,
    );
    expect(said).toMatch(/arcface_w600k_r50 \(needed by what you named\): licence Non-Commercial/);
    expect(said.indexOf('licence Non-Commercial')).toBeLessThan(said.indexOf('0.1 MB of 0.1 MB'));
    expect(out).toMatch(/inswapper_128 pulled: 0\.1 MB, sha256 recorded\n/);
    expect(await readFile(path.join(folder, 'arcface_w600k_r50.onnx'))).toEqual(recognizer);
    const before = asked.length;
    expect((await faceline('pull', 'inswapper_128', '--folder', folder)).out).toMatch(/is here already/);
    expect(asked.length).toBe(before);
  });

  test('pull refuses what the use does not permit, before a byte is fetched', async () => {
    const { base, folder, asked } = await mirror();
    const args = ['pull', 'inswapper_128', '--use', 'commercial', '--folder', folder, '--mirror', base];
    const { said, exitCode } = await faceline(...args);
    expect(exitCode).toBe(2);
    expect(said).toMatch(/^LICENCE_REFUSED: .*ArcFace/);
    expect(asked).toEqual([]);
    expect(existsSync(folder)).toBe(false);
  });

  test('pull goes on with the others when one fails, and the exit code says so', async () => {
    const { base, folder } = await mirror();
    const { said, exitCode } = await faceline(
      'pull',
      'gfpgan_1.4',
      'inswapper_128',
      '--only',
      '--folder',
      folder,
      '--mirror',
      base,
    );
    expect(exitCode).toBe(2);
    expect(said).toMatch(/MODEL_NOT_FOUND: There is no http:.*gfpgan_1\.4\.onnx/);
    expect((await readdir(folder)).filter((name) => name.endsWith('.onnx'))).toEqual(['inswapper_128.onnx']);
  });

  test('pull knows what somebody may have meant', async () => {
    await expect(faceline('pull', 'inswapper')).rejects.toThrow(/did you mean inswapper_128 or inswapper_128_fp16\?/);
    await expect(faceline('pull', 'nonsense')).rejects.toThrow(/"npm run faceline -- models list" names them/);
  });

  test('verify, list and push see what was pulled', async () => {
    const { base, folder } = await mirror();
    await faceline('pull', 'inswapper_128', '--folder', folder, '--mirror', base);
    const verified = await faceline('verify', '--folder', folder);
    expect(verified).toMatchObject({
      exitCode: 0,
      out: expect.stringMatching(/inswapper_128 +ok +0\.1 MB +as pinned/),
    });
    const listed = await faceline('list', '--folder', folder);
    expect(listed.out).toMatch(/^inswapper_128 +swapper +Non-Commercial +non-commercial +0\.1 MB$/m);
    expect(listed.out).toMatch(/^ghost_1_256 .* - +Contract not verified/m);

    const store = await temporaryFolder();
    const pushed = await faceline('push', 'inswapper_128', '--folder', folder, '--store', store, '--bucket', 'models');
    expect(pushed).toMatchObject({
      exitCode: 0,
      out: expect.stringMatching(/models\/inswapper_128\/[0-9a-f]{64}\.onnx/),
    });
    expect((await faceline('push', 'nobody', '--folder', folder, '--store', store)).exitCode).toBe(2);

    await writeFile(path.join(folder, 'inswapper_128.onnx'), swapper.subarray(1));
    expect(await faceline('verify', '--folder', folder)).toMatchObject({
      exitCode: 2,
      out: expect.stringMatching(/inswapper_128 +altered/),
    });
  });

  test('licences tells what each permits, and that it is no legal advice', async () => {
    const { out } = await faceline('licences');
    expect(out).toMatch(/a guard, not legal advice/);
    expect(out).toMatch(/Non-Commercial: non-commercial use\. .*\n +scrfd_2\.5g/);
    expect(out).toMatch(/Anything else: unknown use/);
  });

  test('licences --write refreshes a document', async () => {
    const file = path.join(await temporaryFolder(), 'x.md');
    await writeFile(file, 'a\n<!-- generated: licences -->\nold\n<!-- end of licences -->\nb\n');
    await faceline('licences', '--write', file);
    expect(await readFile(file, 'utf8')).toMatch(
      /^a\n<!-- generated: licences -->\n\| Licence[\s\S]*MIT[\s\S]*<!-- end of licences -->\nb\n$/,
    );
  });
});

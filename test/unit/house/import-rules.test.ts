import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';

const root = path.resolve(import.meta.dirname, '../../..');

/** File that imports → what it imports. Every line is a violation that the linter must see. */
const forbidden: readonly (readonly [file: string, imported: string])[] = [
  ['contract/x.ts', '../lib/faceline-stack.ts'],
  ['contract/x.ts', '../gpu-worker/errors.ts'],
  ['contract/x.ts', '@aws-sdk/client-s3'],
  ['contract/x.ts', 'node:fs'],
  ['contract/processors/x.ts', '../../gpu-worker/errors.ts'],
  ['functions/intake/x.ts', '../../gpu-worker/errors.ts'],
  ['functions/intake/x.ts', '../../lib/settings/settings.ts'],
  ['functions/x.ts', '../gpu-worker/ports.ts'],
  ['functions/intake/x.ts', 'node:child_process'],
  ['lib/x.ts', '../functions/intake/handler.ts'],
  ['lib/x.ts', '../gpu-worker/main.ts'],
  ['lib/x.ts', '@aws-sdk/client-s3'],
  ['lib/fleet/x.ts', '../../gpu-worker/errors.ts'],
  ['bin/commands/x.ts', 'onnxruntime-node'],
  ['bin/commands/x.ts', 'sharp'],
  ['bin/commands/x.ts', '../../test/helpers/shared.ts'],
  ['examples/demo/x.ts', '../../lib/settings/settings.ts'],
  ['examples/demo/x.ts', 'onnxruntime-node'],
  ['gpu-worker/x.ts', '../lib/settings/settings.ts'],
  ['gpu-worker/x.ts', '../functions/ports.ts'],
  ['gpu-worker/x.ts', 'onnxruntime-node'],
  ['gpu-worker/x.ts', 'node:child_process'],
  ['gpu-worker/x.ts', './adapters/local/folder-object-store.ts'],
  ['gpu-worker/main.ts', '../bin/faceline.ts'],
  ['gpu-worker/loop/x.ts', '../adapters/local/folder-object-store.ts'],
  ['gpu-worker/loop/x.ts', 'node:child_process'],
  ['gpu-worker/loop/supervisor.ts', '../adapters/local/folder-object-store.ts'],
  ['gpu-worker/pixels/x.ts', '../errors.ts'],
  ['gpu-worker/pixels/x.ts', '../faces/templates.ts'],
  ['gpu-worker/pixels/x.ts', '../../contract/face-task.ts'],
  ['gpu-worker/pixels/x.ts', 'node:fs'],
  ['gpu-worker/faces/x.ts', '../tracks/tracks.ts'],
  ['gpu-worker/faces/x.ts', '../errors.ts'],
  ['gpu-worker/tracks/x.ts', '../finding/detector.ts'],
  ['gpu-worker/tracks/x.ts', 'node:fs'],
  ['gpu-worker/inference/x.ts', 'sharp'],
  ['gpu-worker/finding/x.ts', 'onnxruntime-node'],
  ['gpu-worker/models/files/x.ts', 'onnxruntime-common'],
  ['gpu-worker/models/files/x.ts', '../../adapters/local/folder-object-store.ts'],
  ['gpu-worker/media/image/x.ts', 'mediabunny'],
  ['gpu-worker/media/video/x.ts', 'mediabunny'],
  ['gpu-worker/media/video/x.ts', 'node:child_process'],
  ['gpu-worker/media/video/container/x.ts', 'node:child_process'],
  ['gpu-worker/media/video/codec/x.ts', 'mediabunny'],
  ['gpu-worker/task/x.ts', '../adapters/aws/s3-object-store.ts'],
  ['gpu-worker/task/x.ts', 'onnxruntime-node'],
  ['gpu-worker/task/x.ts', 'sharp'],
  ['gpu-worker/task/first-pass/x.ts', '../../../functions/ports.ts'],
  ['gpu-worker/processors/swap/x.ts', 'node:child_process'],
  ['gpu-worker/adapters/local/x.ts', '../../task/run-task.ts'],
  ['gpu-worker/adapters/local/x.ts', '@aws-sdk/client-s3'],
  ['gpu-worker/adapters/local/x.ts', '../../../lib/settings.ts'],
  ['gpu-worker/adapters/aws/x.ts', '../../catalog/catalog.ts'],
  ['gpu-worker/adapters/aws/x.ts', 'node:child_process'],
];

/** Every line is fine, and keeps a rule from forbidding too much. */
const allowed: readonly (readonly [file: string, imported: string])[] = [
  ['contract/x.ts', './parse.ts'],
  ['contract/processors/x.ts', '../parse.ts'],
  ['contract/x.ts', 'zod'],
  ['contract/x.ts', 'node:crypto'],
  ['functions/intake/x.ts', '../../contract/face-task.ts'],
  ['functions/intake/x.ts', '../ports.ts'],
  ['functions/notify/x.ts', '@aws-sdk/client-s3'],
  ['lib/x.ts', 'aws-cdk-lib/aws-s3'],
  ['lib/x.ts', '../contract/object-keys.ts'],
  ['lib/x.ts', './settings/settings.ts'],
  ['lib/fleet/x.ts', '../allow.ts'],
  ['bin/commands/x.ts', '../../functions/intake/handle-upload.ts'],
  ['bin/commands/x.ts', '@aws-sdk/client-s3'],
  ['bin/app.ts', '../lib/faceline-stack.ts'],
  ['examples/demo/x.ts', 'sharp'],
  ['examples/demo/x.ts', '../../gpu-worker/pixels/geometry.ts'],
  ['gpu-worker/main.ts', './adapters/local/folder-object-store.ts'],
  ['gpu-worker/loop/supervisor.ts', 'node:child_process'],
  ['gpu-worker/pixels/x.ts', './geometry.ts'],
  ['gpu-worker/faces/x.ts', '../pixels/geometry.ts'],
  ['gpu-worker/tracks/x.ts', '../faces/templates.ts'],
  ['gpu-worker/inference/x.ts', 'onnxruntime-node'],
  ['gpu-worker/models/x.ts', '../inference/session.ts'],
  ['gpu-worker/models/x.ts', '../../contract/face-task.ts'],
  ['gpu-worker/models/files/x.ts', '../../errors.ts'],
  ['gpu-worker/media/image/x.ts', 'sharp'],
  ['gpu-worker/media/video/container/x.ts', 'mediabunny'],
  ['gpu-worker/media/video/container/checks/x.ts', 'mediabunny'],
  ['gpu-worker/media/video/codec/codec-decode.ts', 'node:child_process'],
  ['gpu-worker/media/video/ffmpeg/find-ffmpeg.ts', 'node:child_process'],
  ['gpu-worker/media/video/x.ts', '../../pixels/frame-layout.ts'],
  ['gpu-worker/frames/x.ts', 'node:worker_threads'],
  ['gpu-worker/processors/swap/x.ts', '@bufbuild/protobuf/wire'],
  ['gpu-worker/adapters/local/x.ts', '../../errors.ts'],
  ['gpu-worker/adapters/local/x.ts', '../../files/name-file.ts'],
  ['gpu-worker/adapters/local/x.ts', '../../../contract/parse.ts'],
  ['gpu-worker/adapters/local/x.ts', 'node:sqlite'],
  ['gpu-worker/adapters/aws/x.ts', '@aws-sdk/client-sqs'],
  ['test/unit/x.ts', '../../gpu-worker/errors.ts'],
];

const reportSchema = z.object({
  diagnostics: z.array(
    z.object({ category: z.string(), location: z.object({ path: z.string(), start: z.object({ line: z.number() }) }) }),
  ),
});

describe('import rules', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'faceline-import-rules-'));
  let found: ReadonlySet<string>;

  beforeAll(() => {
    for (const name of ['biome.json', 'biome.imports.json']) cpSync(path.join(root, name), path.join(folder, name));
    // Outside a repository the linter has no ignore file to read.
    const config = z.looseObject({}).parse(JSON.parse(readFileSync(path.join(folder, 'biome.json'), 'utf8')));
    writeFileSync(path.join(folder, 'biome.json'), JSON.stringify({ ...config, vcs: { enabled: false } }));
    found = plantAndLint(folder, [...forbidden, ...allowed]);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test.each(forbidden)('%s may not import %s', (file, imported) => {
    expect(found).toContain(`${file} ${imported}`);
  });

  test.each(allowed)('%s may import %s', (file, imported) => {
    expect(found).not.toContain(`${file} ${imported}`);
  });
});

/** Writes files with these imports, one a line, and returns those the linter forbids, as `<file> <imported>`. */
function plantAndLint(folder: string, cases: readonly (readonly [string, string])[]): ReadonlySet<string> {
  const files = Map.groupBy(cases, ([file]) => file);
  for (const [file, imports] of files) {
    mkdirSync(path.join(folder, path.dirname(file)), { recursive: true });
    const lines = imports.map(([, imported]) => `import '${imported}';\n`);
    writeFileSync(path.join(folder, file), lines.join(''));
  }
  const found = new Set<string>();
  for (const { category, location } of lint(folder).diagnostics) {
    const imported = files.get(location.path)?.[location.start.line - 1]?.[1];
    if (category === 'lint/style/noRestrictedImports') found.add(`${location.path} ${imported}`);
  }
  return found;
}

function lint(folder: string): z.infer<typeof reportSchema> {
  const biome = path.join(root, 'node_modules/@biomejs/biome/bin/biome');
  const args = [biome, 'lint', '--only=style/noRestrictedImports', '--reporter=json', '--max-diagnostics=none', '.'];
  try {
    return reportSchema.parse(
      JSON.parse(execFileSync(process.execPath, args, { cwd: folder, encoding: 'utf8', stdio: 'pipe' })),
    );
  } catch (error) {
    // It exits with 1 when it finds something, as here it must.
    const { stdout } = z.object({ stdout: z.string() }).parse(error);
    return reportSchema.parse(JSON.parse(stdout));
  }
}

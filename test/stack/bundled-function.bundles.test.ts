import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { bundling } from '../../lib/bundled-function.ts';
import { idsIn, ofType, synthesise } from '../helpers/stack/synth.ts';

const root = path.resolve(import.meta.dirname, '../..');
const folder = mkdtempSync(path.join(tmpdir(), 'faceline-bundles-'));
const kib = 1024;

/** What the stack sets for a function; names and ARNs that only CloudFormation knows are an address here. */
function environmentOf(name: string): Readonly<Record<string, string>> {
  const schema = z.object({ Variables: z.record(z.string(), z.unknown()) });
  const functions = ofType(synthesise().resources, 'AWS::Lambda::Function').map(([, { Properties }]) => Properties);
  const own = functions.find(({ Role }) => idsIn(Role)[0]?.startsWith(roleStart[name] ?? 'none'));
  const { Variables } = schema.parse(own?.Environment);
  return Object.fromEntries(
    Object.entries(Variables).map(([key, value]) => [key, typeof value === 'string' ? value : 'https://example.com/a']),
  );
}
const roleStart: Readonly<Record<string, string>> = {
  intake: 'IntakeRole',
  'dead-letter': 'DeadLetterHandlerRole',
  notify: 'DeliveryNotifyRole',
};

describe.each([
  ['intake', 600],
  ['dead-letter', 600],
  ['notify', 700],
])('the bundle of %s', (name, mostKib) => {
  const outfile = path.join(folder, `${name}.mjs`);
  let bytes = 0;
  let inputs: readonly string[] = [];

  beforeAll(async () => {
    const { metafile } = await build({
      entryPoints: [path.join(root, 'functions', name, 'handler.ts')],
      outfile,
      bundle: true,
      platform: 'node',
      format: 'esm',
      target: bundling.target,
      mainFields: bundling.mainFields,
      minify: bundling.minify,
      external: [...bundling.externalModules],
      banner: { js: bundling.banner },
      metafile: true,
      absWorkingDir: root,
      logLevel: 'silent',
    });
    bytes = Object.values(metafile.outputs).reduce((sum, output) => sum + output.bytes, 0);
    inputs = Object.keys(metafile.inputs);
  });
  afterAll(() => rmSync(outfile, { force: true }));

  it(`is at most ${mostKib} KiB`, () => {
    expect(bytes).toBeLessThanOrEqual(mostKib * kib);
    expect(bytes).toBeGreaterThan(10 * kib);
  });

  it('carries the SDK, and nothing of the worker or the CDK', () => {
    expect(inputs.some((input) => input.startsWith('node_modules/@aws-sdk/client-s3/'))).toBe(true);
    expect(
      inputs.filter((input) => /^(gpu-worker|lib)\/|node_modules\/(aws-cdk-lib|sharp|onnxruntime-node)\//.test(input)),
    ).toEqual([]);
  });

  it('is loaded by node with the environment that the stack sets, and exports its handler', () => {
    const script = `import('${outfile}').then((m) => process.stdout.write(typeof m.handler))`;
    const env = { ...environmentOf(name), AWS_REGION: 'eu-central-1', POWERTOOLS_LOG_LEVEL: 'SILENT' };
    const { status, stdout, stderr } = spawnSync(process.execPath, ['-e', script], { env, encoding: 'utf8' });
    // Without the bundle's own text, which node prints around an error.
    expect({ status, error: /^\w*Error: .*$/m.exec(stderr)?.[0] }).toEqual({ status: 0, error: undefined });
    expect(stdout).toMatch(/function$/);
  });
});

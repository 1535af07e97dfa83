import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { SQSBatchResponse } from 'aws-lambda';
import { build } from 'esbuild';
import * as z from 'zod';
import { bundling } from '../../../lib/bundled-function.ts';
import { sqsRecord } from './lambda-event.ts';

const root = path.resolve(import.meta.dirname, '../../..');
const moduleSchema = z.object({ handler: z.custom<(event: object, context: object) => Promise<SQSBatchResponse>>() });

/** A Lambda's bundle as the stack makes it, loaded into this process. It reads its environment while it is loaded. */
export async function loadBundledHandler(folder: 'intake' | 'notify' | 'dead-letter') {
  const temporary = await mkdtemp(path.join(tmpdir(), 'faceline-bundle-'));
  const outfile = path.join(temporary, `${folder}.mjs`);
  await build({
    entryPoints: [path.join(root, 'functions', folder, 'handler.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: bundling.target,
    mainFields: bundling.mainFields,
    minify: bundling.minify,
    banner: { js: bundling.banner },
    absWorkingDir: root,
    logLevel: 'silent',
  });
  const { handler } = moduleSchema.parse(await import(/* @vite-ignore */ pathToFileURL(outfile).href));
  await rm(temporary, { recursive: true });
  const context = { functionName: folder, awsRequestId: 'test', getRemainingTimeInMillis: () => 60_000 };
  /** Hands it messages as Lambda would. */
  return (bodies: readonly string[]): Promise<SQSBatchResponse> =>
    handler({ Records: bodies.map((body, index) => sqsRecord(String(index), body)) }, context);
}

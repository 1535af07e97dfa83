import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';
import type { StackOutput } from '../../../contract/stack-outputs.ts';

const root = path.resolve(import.meta.dirname, '../../..');
const cdk = path.join(root, 'node_modules/aws-cdk/bin/cdk');

/** An AWS to deploy to. */
export interface CdkTarget {
  readonly endpoint: string;
  readonly region: string;
  readonly account: string;
  readonly root: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly certificates?: string | undefined;
  /** Folder for what the CDK writes. */
  readonly folder: string;
  /** Settings of the stack, and other context. */
  readonly context: Readonly<Record<string, string>>;
}

/**
 * Runs the CDK's command line as a user would, and gives back all it said. Throws when it fails.
 * @param cwd a folder without cdk.json saves the synthesis of the app, for commands that need no app
 */
export async function runCdk(target: CdkTarget, args: readonly string[], cwd = root): Promise<string> {
  const { endpoint, region, account, root: credentials, certificates, folder, context } = target;
  const given = Object.entries(context).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const common = ['--output', path.join(folder, 'cdk.out'), '--ci', '--no-notices', '--no-version-reporting'];
  const child = spawn(process.execPath, [cdk, ...args, ...common, ...given], {
    cwd,
    env: {
      // The app runs on the first `node` there.
      PATH: `${path.dirname(process.execPath)}:${process.env.PATH ?? ''}`,
      HOME: folder,
      TMPDIR: folder,
      AWS_ENDPOINT_URL: endpoint,
      AWS_ENDPOINT_URL_S3: endpoint,
      AWS_REGION: region,
      CDK_DEFAULT_ACCOUNT: account,
      CDK_DEFAULT_REGION: region,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      CDK_DISABLE_CLI_TELEMETRY: 'true',
      ...(certificates === undefined ? {} : { AWS_CA_BUNDLE: certificates, NODE_EXTRA_CA_CERTS: certificates }),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => said.push(chunk));
  const [code] = await once(child, 'close');
  const text = Buffer.concat(said).toString();
  if (code !== 0) throw new Error(`cdk ${args.join(' ')} ended with ${code}:\n${text}`);
  return text;
}

/**
 * Deploys the stack and reads its outputs, by their names.
 * @param assembly what was synthesised already; the app is run when left out
 */
export async function deployStack(target: CdkTarget, stack: string, assembly?: string) {
  const file = path.join(target.folder, 'outputs.json');
  const ready = assembly === undefined ? [] : ['--app', assembly];
  const args = ['deploy', stack, '--require-approval', 'never', '--outputs-file', file, ...ready];
  const said = await runCdk(target, args);
  const all = z.record(z.string(), z.record(z.string(), z.string())).parse(JSON.parse(await readFile(file, 'utf8')));
  const found = all[stack] ?? {};
  const output = (name: StackOutput): string => {
    const value = found[name];
    if (value === undefined) throw new Error(`The stack has no output ${name}; it has ${Object.keys(found)}.`);
    return value;
  };
  return { said, output };
}

import { execFile, spawn } from 'node:child_process';
import { cp, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import * as z from 'zod';
import { exitCodes } from '../../bin/commands/exit-codes.ts';
import { parseReport } from '../../contract/report.ts';
import { facelineVersion } from '../../contract/version.ts';
import { suiteFolder } from '../helpers/files/suite-folder.ts';
import { temporaryFolder } from '../helpers/files/temporary-folder.ts';

const root = path.resolve(import.meta.dirname, '../..');
const namesSchema = z.record(z.string(), z.string());
const packageSchema = z.object({ scripts: namesSchema, optionalDependencies: namesSchema });

/** As on a user's terminal: npm puts this project's programs, its Node among them, before the machine's. */
const searched = (process.env.PATH ?? '').split(path.delimiter).filter((folder) => !folder.includes('node_modules'));
const env = { ...process.env, PATH: searched.join(path.delimiter), ONNXRUNTIME_NODE_INSTALL: 'skip' };
const npm = (args: readonly string[], cwd: string) => promisify(execFile)('npm', [...args], { cwd, env });

/** Why the package cannot be installed here, or undefined. */
async function registryProblem(): Promise<string | undefined> {
  try {
    await npm(['view', 'zod', 'version', '--prefer-online', '--fetch-retries=0', '--fetch-timeout=10000'], root);
    return undefined;
  } catch {
    return "npm's registry cannot be reached";
  }
}

const problem = await registryProblem();
if (problem !== undefined) console.warn(`Skipped: the installed package (${problem}).`);

const suite = suiteFolder();
const faceline = (): string => path.join(suite(), 'bin/faceline');

interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts a program in the suite's folder, where the demo draws its clip once. */
function start(program: string, args: readonly string[], more: Readonly<Record<string, string>> = {}) {
  const child = spawn(program, args, { cwd: suite(), env: { ...env, ...more }, stdio: ['ignore', 'pipe', 'pipe'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const said = { stdout: '', stderr: '' };
  child.stdout.on('data', (part: Buffer) => {
    said.stdout += part.toString();
  });
  child.stderr.on('data', (part: Buffer) => {
    said.stderr += part.toString();
  });
  const ended = new Promise<Run>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, ...said }));
  });
  return { child, ended };
}

describe.skipIf(problem !== undefined)(`the package, installed into an empty prefix ${problem ?? ''}`, () => {
  beforeAll(async () => {
    await npm(['pack', '--pack-destination', suite()], root);
    const [tarball = ''] = (await readdir(suite())).filter((name) => name.endsWith('.tgz'));
    await npm(['install', '--global', '--prefix', suite(), path.join(suite(), tarball)], suite());
  });

  test.each([
    ["the machine's own Node", () => [faceline()]],
    ["this project's Node", () => [process.execPath, faceline()]],
  ] as const)('makes the demo with %s', async (_, command) => {
    const [program = '', ...args] = command();
    const run = await start(program, [...args, 'local', '--json', '--out', 'result']).ended;
    expect(run).toMatchObject({ code: exitCodes.done, stderr: '' });
    const report = parseReport(JSON.parse(run.stdout));
    expect(report).toMatchObject({ ok: true, value: { outcome: 'done' } });
    expect(JSON.parse(await readFile(path.join(suite(), 'result/report.json'), 'utf8'))).toEqual(
      JSON.parse(run.stdout),
    );
  });

  test('says its version', async () => {
    expect(await start(faceline(), ['--version']).ended).toEqual({
      code: exitCodes.done,
      stdout: `${facelineVersion}\n`,
      stderr: '',
    });
  });

  test('refuses an option that it does not know, and names itself', async () => {
    const run = await start(faceline(), ['local', '--targett', 'x']).ended;
    expect(run.code).toBe(exitCodes.usage);
    expect(run.stderr).toContain('See: faceline local --help');
  });

  test('has what a command on AWS needs', async () => {
    // Nobody listens there: it is the call that fails, not the loading of its clients.
    const nowhere = { AWS_ENDPOINT_URL: 'http://127.0.0.1:9', AWS_REGION: 'eu-central-1', AWS_MAX_ATTEMPTS: '1' };
    const credentials = { AWS_ACCESS_KEY_ID: 'none', AWS_SECRET_ACCESS_KEY: 'none' };
    const run = await start(faceline(), ['status'], { ...nowhere, ...credentials }).ended;
    expect(run.code).toBe(exitCodes.unexpected);
    expect(run.stderr).toContain('ECONNREFUSED 127.0.0.1:9');
  });

  test('ends with 130 at Ctrl-C and tidies up', async () => {
    const { child, ended } = start(faceline(), ['local', '--out', 'interrupted']);
    await new Promise<void>((resolve) => {
      child.stderr.on('data', (part: Buffer) => {
        if (part.includes('/150 frames')) resolve();
      });
    });
    child.kill('SIGINT');
    const run = await ended;
    expect(run.code).toBe(exitCodes.interrupted);
    expect(run.stderr).toMatch(/Stopped; nothing was left behind\.\n$/);
  });

  test("npm 10, which Node 20 brings, links a clone's Node too", async () => {
    const clone = await temporaryFolder();
    for (const name of ['bin/link-node.cjs', 'bin/brought-node.cjs'])
      await cp(path.join(root, name), path.join(clone, name));
    const { scripts, optionalDependencies } = packageSchema.parse(
      JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8')),
    );
    const nodes = Object.fromEntries(Object.entries(optionalDependencies).filter(([name]) => name.startsWith('node-')));
    const own = { scripts: { prepare: scripts.prepare }, optionalDependencies: nodes };
    await writeFile(path.join(clone, 'package.json'), JSON.stringify(own));
    const npm10 = path.join(suite(), 'npm-10');
    await npm(['install', '--prefix', npm10, 'npm@10.9.9'], suite());
    const searchedFirst = path.join(npm10, 'node_modules/.bin');
    const path10 = { ...env, PATH: [searchedFirst, env.PATH].join(path.delimiter) };
    await promisify(execFile)('npm', ['install'], { cwd: clone, env: path10 });
    const { stdout } = await promisify(execFile)('npm', ['exec', '--no', '--', 'node', '--version'], {
      cwd: clone,
      env: path10,
    });
    expect(Object.values(nodes)).toContain(stdout.trim().slice(1));
  });
});

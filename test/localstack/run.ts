/**
 * Runs the tests against LocalStack. Without docker they run together with the server in a network of their own, since
 * it may listen on every interface; with `LOCALSTACK_ENDPOINT` they use a server that is running already
 * (`docker compose -f test/localstack.compose.yml up -d`). Arguments go to vitest.
 */
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { installedProgram } from '../helpers/servers/server-tools.ts';

const root = path.resolve(import.meta.dirname, '../..');
const vitest = [path.join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--project', 'localstack'];
const command = [process.execPath, ...vitest, ...process.argv.slice(2)];

/** Puts the loopback up (SIOCSIFFLAGS: up, running) and becomes the command. */
const loopbackUp = `
import fcntl, os, socket, struct, sys
fcntl.ioctl(socket.socket(), 0x8914, struct.pack("16sH14s", b"lo", 0x41, b""))
os.execv(sys.argv[1], sys.argv[1:])
`;

function inOwnNetwork(): readonly string[] | string {
  const python = installedProgram('localstack');
  if (python === undefined) return 'LocalStack is not installed; node test/servers/install.ts localstack says why';
  const unshare = process.getuid?.() === 0 ? ['unshare', '--net'] : ['unshare', '--map-root-user', '--net'];
  const [program = '', ...args] = unshare;
  const { status, stderr } = spawnSync(program, [...args, 'true'], { encoding: 'utf8' });
  if (status !== 0) return `this machine gives no network of its own (${stderr?.trim() || 'no unshare'}); use docker`;
  return [...unshare, python, '-c', loopbackUp, ...command];
}

const whole = process.env.LOCALSTACK_ENDPOINT === undefined ? inOwnNetwork() : command;
if (typeof whole === 'string') {
  process.stderr.write(`skipped: ${whole}\n`);
  process.exitCode = process.env.FACELINE_REQUIRE_TOOLS === undefined ? 0 : 1;
} else {
  const [program = '', ...args] = whole;
  const env = { ...process.env, FACELINE_OWN_NETWORK: '1' };
  process.exitCode = spawnSync(program, args, { cwd: root, env, stdio: 'inherit' }).status ?? 1;
}

import { describe, expect, it } from 'vitest';
import { permanent } from '../../../../../../gpu-worker/errors.ts';
import { ensureFfmpeg } from '../../../../../../gpu-worker/media/video/ffmpeg/ensure-ffmpeg.ts';
import { installAdvice, type Machine } from '../../../../../../gpu-worker/media/video/ffmpeg/install-advice.ts';

const debian: Machine = { platform: 'linux', distribution: 'debian', isRoot: true };
const ffmpeg = { path: 'ffmpeg', version: '5.1', major: 5, minor: 1, env: {} };

async function doctor(given: {
  readonly machine?: Machine;
  readonly env?: Readonly<Record<string, string>>;
  readonly present?: boolean;
  readonly exitCodes?: readonly (number | undefined)[];
}) {
  const commands: string[] = [];
  const said: string[] = [];
  const exitCodes = given.exitCodes ?? [0, 0];
  const isThere = await ensureFfmpeg({
    find: async () => {
      if (given.present === true || (commands.length === 2 && exitCodes[1] === 0)) return ffmpeg;
      throw permanent('FFMPEG_MISSING', 'No ffmpeg. Install one: the command');
    },
    machine: given.machine ?? debian,
    env: given.env ?? {},
    run: async (path, args) => {
      commands.push([path, ...args].join(' '));
      return exitCodes[commands.length - 1];
    },
    say: (line) => said.push(line),
  });
  return { isThere, commands, said: said.join('\n') };
}

describe('the doctor', () => {
  it('says and does nothing where ffmpeg is there', async () => {
    expect(await doctor({ present: true })).toEqual({ isThere: true, commands: [], said: '' });
  });

  it('installs it as root on Debian, and says so', async () => {
    const { isThere, commands, said } = await doctor({});
    expect(isThere).toBe(true);
    expect(commands).toEqual(['apt-get update -q', 'apt-get install -q --yes --no-install-recommends ffmpeg']);
    expect(said).toContain('installing it with apt-get');
  });

  it.each([
    ['forbidden', { env: { FACELINE_NO_INSTALL: '1' } }],
    ['not root', { machine: { ...debian, isRoot: false } }],
    ['another system', { machine: { ...debian, distribution: 'alpine' } }],
    ['another one was named', { env: { FACELINE_FFMPEG: '/opt/ff' } }],
  ])('installs nothing where that is %s', async (_why, given) => {
    const { isThere, commands, said } = await doctor(given);
    expect(isThere).toBe(false);
    expect(commands).toEqual([]);
    expect(said).toContain('the command');
  });

  it('gives up where apt-get fails, and says what to try', async () => {
    const { isThere, commands, said } = await doctor({ exitCodes: [100] });
    expect(isThere).toBe(false);
    expect(commands).toHaveLength(1);
    expect(said).toContain('apt-get update ended with 100');
  });

  it.each([
    [debian, 'apt-get install --yes --no-install-recommends ffmpeg'],
    [
      { ...debian, distribution: 'ubuntu debian', isRoot: false },
      'sudo apt-get install --yes --no-install-recommends ffmpeg',
    ],
    [{ platform: 'darwin', distribution: '', isRoot: false }, 'brew install ffmpeg'],
    [{ platform: 'win32', distribution: '', isRoot: false }, 'winget install ffmpeg'],
    [{ platform: 'linux', distribution: 'fedora', isRoot: false }, 'sudo dnf install ffmpeg-free'],
    [{ platform: 'linux', distribution: 'alpine', isRoot: true }, 'apk add ffmpeg'],
  ] as const)('knows the command of %j', (machine, command) => {
    expect(installAdvice(machine)).toBe(command);
  });
});

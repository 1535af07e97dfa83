import { FacelineError } from '../../../errors.ts';
import { type Ffmpeg, runCommand } from '../codec/codec-process.ts';
import { findFfmpeg } from './find-ffmpeg.ts';
import { installAdvice, isDebian, type Machine, thisMachine } from './install-advice.ts';

/** What the doctor needs of the world; tests hand in their own. */
interface EnsureFfmpegDeps {
  readonly find: () => Promise<Ffmpeg>;
  readonly machine: Machine;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Runs a command with its output shown; resolves with its exit code, undefined where it is not there. */
  readonly run: (path: string, args: readonly string[]) => Promise<number | undefined>;
  readonly say: (line: string) => void;
}

/** The real world, with the process's environment handed in. */
export function ensureFfmpegDeps(env: Readonly<Record<string, string | undefined>>): EnsureFfmpegDeps {
  const aptEnv: Record<string, string> = { DEBIAN_FRONTEND: 'noninteractive' };
  for (const [name, value] of Object.entries(env)) if (value !== undefined) aptEnv[name] ??= value;
  return {
    find: () => findFfmpeg(),
    machine: thisMachine(),
    env,
    run: async (path, args) => (await runCommand(path, args, { env: aptEnv, inherit: true })).code,
    say: (line) => process.stderr.write(`${line}\n`),
  };
}

/**
 * Sees to it that there is an ffmpeg: finds one, or, as root on Debian or Ubuntu and unless `FACELINE_NO_INSTALL=1`,
 * installs the distribution's by apt-get and says so. Otherwise says the one command that installs it.
 * @returns whether there is one now
 */
export async function ensureFfmpeg(deps: EnsureFfmpegDeps): Promise<boolean> {
  const missing = await problemOf(deps);
  if (missing === undefined) return true;
  const forbidden = deps.env.FACELINE_NO_INSTALL === '1';
  const chosen = deps.env.FACELINE_FFMPEG;
  if (forbidden || chosen || !deps.machine.isRoot || !isDebian(deps.machine)) {
    deps.say(`Faceline needs ffmpeg. ${missing}`);
    return false;
  }
  deps.say('Faceline needs ffmpeg and found none; installing it with apt-get (FACELINE_NO_INSTALL=1 forbids that).');
  for (const args of [
    ['update', '-q'],
    ['install', '-q', '--yes', '--no-install-recommends', 'ffmpeg'],
  ]) {
    const code = await deps.run('apt-get', args);
    if (code !== 0) {
      deps.say(`apt-get ${args[0]} ended with ${code ?? 'an error'}. Try it yourself: ${installAdvice(deps.machine)}`);
      return false;
    }
  }
  const stillMissing = await problemOf(deps);
  if (stillMissing !== undefined) deps.say(`ffmpeg was installed and cannot be used. ${stillMissing}`);
  return stillMissing === undefined;
}

async function problemOf(deps: EnsureFfmpegDeps): Promise<string | undefined> {
  try {
    await deps.find();
    return undefined;
  } catch (thrown) {
    if (thrown instanceof FacelineError && thrown.code === 'FFMPEG_MISSING') return thrown.message;
    throw thrown;
  }
}

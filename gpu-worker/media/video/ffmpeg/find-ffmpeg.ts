import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { permanent } from '../../../errors.ts';
import { type CommandResult, type Ffmpeg, runCommand } from '../codec/codec-process.ts';
import { installAdvice } from './install-advice.ts';

export type { Ffmpeg } from '../codec/codec-process.ts';

/** What the search looks at; tests hand in their own. */
interface FindFfmpegDeps {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly staticPath: () => string | undefined;
  readonly run: (
    path: string,
    args: readonly string[],
    env: Readonly<Record<string, string>>,
  ) => Promise<CommandResult>;
  readonly advice: () => string;
}

const oldestMajor = 5;
/** Where development builds carry no version, libavutil's major number tells: 57 came with ffmpeg 5. */
const avutilOffset = 52;

/** The variables a media child needs to start; everything else, credentials first, stays here. */
const inherited = ['PATH', 'LD_LIBRARY_PATH', 'SystemRoot'];

const realDeps: FindFfmpegDeps = {
  env: process.env,
  staticPath: bundledFfmpeg,
  run: (path, args, env) => runCommand(path, args, { env, timeoutMs: 20_000 }),
  advice: installAdvice,
};

/**
 * Looks for an ffmpeg of version 5 or newer: `FACELINE_FFMPEG`, then the package ffmpeg-static where its file is
 * really there, then `ffmpeg` on the PATH. What `FACELINE_FFMPEG` names must work; nothing else is tried then.
 *
 * @throws FacelineError FFMPEG_MISSING (permanent) with the command that installs one here
 */
export async function findFfmpeg(deps: FindFfmpegDeps = realDeps): Promise<Ffmpeg> {
  const env: Record<string, string> = {};
  for (const name of inherited) {
    const value = deps.env[name];
    if (value !== undefined) env[name] = value;
  }
  const wanted = deps.env.FACELINE_FFMPEG;
  const bundled = deps.staticPath();
  const candidates = wanted ? [wanted] : bundled === undefined ? ['ffmpeg'] : [bundled, 'ffmpeg'];
  const problems: string[] = [];
  for (const path of candidates) {
    const result = await deps.run(path, ['-hide_banner', '-version'], env);
    const version = result.code === 0 ? parseVersion(result.stdout) : undefined;
    if (version !== undefined && version.major >= oldestMajor) return { path, env, ...version };
    problems.push(
      version === undefined
        ? `"${path}" does not run${result.code === undefined ? '' : ` (exit code ${result.code})`}`
        : `"${path}" is version ${version.version}`,
    );
  }
  const remedy = wanted ? 'Correct FACELINE_FFMPEG, or remove it.' : `Install one: ${deps.advice()}`;
  throw permanent('FFMPEG_MISSING', `No ffmpeg of version ${oldestMajor} or newer: ${problems.join('; ')}. ${remedy}`);
}

/** Reads `ffmpeg -version`. */
export function parseVersion(
  text: string,
): { readonly version: string; readonly major: number; readonly minor: number } | undefined {
  const version = /^ffmpeg version (\S+)/.exec(text)?.[1];
  if (version === undefined) return undefined;
  const numbers = /^n?(\d+)\.(\d+)/.exec(version);
  if (numbers !== null) return { version, major: Number(numbers[1]), minor: Number(numbers[2]) };
  const avutil = /^libavutil\s+(\d+)\./m.exec(text);
  return avutil === null ? undefined : { version, major: Number(avutil[1]) - avutilOffset, minor: 0 };
}

/** ffmpeg-static's file; the package may be absent, and may name a file that was never downloaded. */
function bundledFfmpeg(): string | undefined {
  try {
    const path: unknown = createRequire(import.meta.url)('ffmpeg-static');
    return typeof path === 'string' && existsSync(path) ? path : undefined;
  } catch {
    return undefined;
  }
}

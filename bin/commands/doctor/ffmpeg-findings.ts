import { existsSync } from 'node:fs';
import path from 'node:path';
import { FacelineError } from '../../../gpu-worker/errors.ts';
import { canEncode } from '../../../gpu-worker/media/video/codec/codec-nvenc.ts';
import { type Ffmpeg, runCommand } from '../../../gpu-worker/media/video/codec/codec-process.ts';
import { installAdvice } from '../../../gpu-worker/media/video/ffmpeg/install-advice.ts';
import type { DoctorOutside } from './doctor-outside.ts';
import { type Finding, isWell, stops, toNote } from './finding.ts';

const needed = 'libx264';
const encoders = [needed, 'libx265', 'h264_nvenc', 'hevc_nvenc'];
/** What may come in (README, "Limits"); names of ffmpeg's, the first of which that is there does it. */
const decoders = [['h264'], ['hevc'], ['vp8'], ['vp9'], ['av1', 'libdav1d', 'libaom-av1'], ['prores']];

/** Which ffmpeg is used here, and what of its encoders really works: builds list those of cards that are not there. */
export async function ffmpegFindings({ findFfmpeg, machine }: DoctorOutside): Promise<Finding[]> {
  let ffmpeg: Ffmpeg;
  try {
    ffmpeg = await findFfmpeg();
  } catch (thrown) {
    if (!(thrown instanceof FacelineError)) throw thrown;
    return [stops('ffmpeg', thrown.message, installAdvice(machine))];
  }
  const findings: Finding[] = [isWell('ffmpeg', `${ffmpeg.version}, ${placeOf(ffmpeg)}`)];
  const missing = await missingDecoders(ffmpeg);
  findings.push(
    missing.length === 0
      ? isWell('decoders', decoders.map(([name]) => name).join(', '))
      : toNote('decoders', `this build cannot read ${missing.join(', ')}`),
  );
  const listed = await namesListed(ffmpeg, '-encoders');
  for (const encoder of encoders) findings.push(await encoderFinding(ffmpeg, encoder, listed, installAdvice(machine)));
  return findings;
}

/** Where a program lies that is known by its name. */
function placeOf({ path: program, env }: Ffmpeg): string {
  if (program.includes(path.sep)) return program;
  const folders = (env.PATH ?? '').split(path.delimiter).filter((folder) => folder !== '');
  return folders.map((folder) => path.join(folder, program)).find((file) => existsSync(file)) ?? program;
}

async function encoderFinding(
  ffmpeg: Ffmpeg,
  name: string,
  listed: ReadonlySet<string>,
  command: string,
): Promise<Finding> {
  const isListed = listed.has(name);
  if (isListed && (await canEncode(ffmpeg, name))) return isWell(name, 'encodes');
  const detail = isListed ? 'compiled in, and does not work here' : 'not in this build';
  return name === needed ? stops(name, detail, command) : toNote(name, detail);
}

async function missingDecoders(ffmpeg: Ffmpeg): Promise<string[]> {
  const listed = await namesListed(ffmpeg, '-decoders');
  return decoders.filter((names) => !names.some((name) => listed.has(name))).map(([name = '']) => name);
}

async function namesListed(ffmpeg: Ffmpeg, list: '-encoders' | '-decoders'): Promise<ReadonlySet<string>> {
  const { stdout } = await runCommand(ffmpeg.path, ['-hide_banner', list], { env: ffmpeg.env, timeoutMs: 20_000 });
  return new Set([...stdout.matchAll(/^ [VAS][A-Z.]{5} (\S+)/gm)].map(([, name = '']) => name));
}

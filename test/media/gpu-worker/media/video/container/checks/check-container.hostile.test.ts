import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { firstBoxes } from '../../../../../../../gpu-worker/media/video/container/checks/first-boxes.ts';
import { beginningWith, hostileBoxes } from '../../../../../../helpers/video/hostile-boxes.ts';
import { hostileElements } from '../../../../../../helpers/video/hostile-elements.ts';
import { hostilePackets } from '../../../../../../helpers/video/hostile-packets.ts';
import { testPicture, useClips, x264 } from '../../../../../../helpers/video/make-clip.ts';
import { longFilm } from '../../../../../../helpers/video/mp4-boxes.ts';

const child = path.resolve(import.meta.dirname, '../../../../../../fixtures/probe-child.ts');
/** What a refusal may take of memory; the child would die of little more. */
const mostMb = 300;
/** Two seconds on a quiet machine; what is hostile takes minutes or does not end. */
const mostCpuMs = 8000;

const lineSchema = z.object({
  file: z.string(),
  code: z.string(),
  message: z.string(),
  cpuMs: z.number(),
  peakMb: z.number(),
});

type Line = z.infer<typeof lineSchema>;

/** Probes files in a process of its own, which their claims may kill: then the lines of the rest are missing. */
async function probeAll(files: readonly string[]): Promise<ReadonlyMap<string, Line>> {
  const run = promisify(execFile)(process.execPath, ['--max-old-space-size=256', child, ...files], {
    timeout: 120_000,
    killSignal: 'SIGKILL',
  });
  const died = z.object({ stdout: z.string() });
  const { stdout } = await run.catch((thrown: unknown) => died.parse(thrown));
  const lines = stdout.split('\n').filter((text) => text !== '');
  return new Map(lines.map((text) => lineSchema.parse(JSON.parse(text))).map((line) => [line.file, line]));
}

describe('a file that claims more than it holds is refused in little memory', () => {
  const cases = {
    ...Object.fromEntries(
      [...firstBoxes].map((first) => [`beginning with a box ${first}`, () => beginningWith(first)]),
    ),
    ...hostileBoxes,
    ...hostileElements,
    ...hostilePackets,
  };
  let folder: string;
  let lines: ReadonlyMap<string, Line>;
  const fileOf = (name: string) => path.join(folder, name.replaceAll(' ', '-'));

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'faceline-hostile-'));
    for (const [name, make] of Object.entries(cases)) await writeFile(fileOf(name), make());
    lines = await probeAll(Object.keys(cases).map(fileOf));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it.each(Object.keys(cases))('%s', (name) => {
    const found = lines.get(fileOf(name));
    expect(found, 'the process died at this file, or at one before it').toBeDefined();
    expect(found?.code).toMatch(/^SOURCE_/);
    expect(found?.peakMb).toBeLessThan(mostMb);
    expect(found?.cpuMs).toBeLessThan(mostCpuMs);
  });
});

describe('but what ffmpeg writes is taken', () => {
  const room = useClips();
  const sound = ['-f', 'lavfi', '-i', 'sine=duration=2'];
  const film = [...testPicture('64x64', 50), ...sound, ...x264, '-bf', '2', '-metadata', 'title=A film'];
  it.each([
    ['faststart.mp4', ['-c:a', 'aac', '-movflags', '+faststart']],
    ['fragments.mp4', ['-c:a', 'aac', '-movflags', '+frag_keyframe+empty_moov', '-g', '10']],
    ['segments.mp4', ['-c:a', 'aac', '-movflags', '+dash+delay_moov+global_sidx', '-frag_duration', '200000']],
    ['keys.mov', ['-c:a', 'pcm_s24be', '-movflags', '+use_metadata_tags', '-timecode', '01:00:00:00']],
    ['sound.mov', ['-c:a', 'pcm_u8', '-brand', 'qt  ']],
    ['large.mp4', ['-c:a', 'libmp3lame', '-movflags', '+write_colr', '-min_frag_duration', '1']],
    ['film.mkv', ['-c:a', 'libopus', '-cluster_time_limit', '500']],
    ['live.mkv', ['-c:a', 'aac', '-live', '1']],
    ['cues.mkv', ['-c:a', 'flac', '-reserve_index_space', '5000']],
    ['film.ts', ['-c:a', 'aac']],
  ])('%s', async (name, options) => {
    const file = await room.make(name, [...film, ...options]);
    expect((await probeAll([file])).get(file)).toMatchObject({ code: 'TAKEN', message: '' });
  });

  it('so is an hour of pictures, each with a size and an order of its own', async () => {
    const file = room.file('long.mp4');
    await writeFile(file, longFilm(90_000));
    expect((await probeAll([file])).get(file)).toMatchObject({ code: 'TAKEN' });
  });
});

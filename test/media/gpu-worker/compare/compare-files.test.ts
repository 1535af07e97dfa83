import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { compareFiles } from '../../../../gpu-worker/compare/compare-files.ts';
import type { ComparedFrame, CompareSettings } from '../../../../gpu-worker/compare/compared-media.ts';
import { type FrameFigures, figuresOf } from '../../../../gpu-worker/compare/picture-figures.ts';
import type { PixelBox } from '../../../../gpu-worker/pixels/geometry.ts';
import { testPicture, useClips, x264 } from '../../../helpers/video/make-clip.ts';

const clips = useClips();
const frames = 14;
let good: string;
let poor: string;

beforeAll(async () => {
  const source = await clips.make('source.mkv', [...testPicture('320x180', frames), ...x264, '-crf', '0']);
  good = await clips.make('good.mp4', ['-i', source, ...x264, '-crf', '18']);
  poor = await clips.make('poor.mkv', ['-i', source, ...x264, '-crf', '40']);
});

async function compare(a: string, b: string, settings: Partial<CompareSettings> = {}) {
  const seen: ComparedFrame[] = [];
  const { signal } = new AbortController();
  const media = await compareFiles(a, b, { signal, ...settings }, (frame) => void seen.push(frame));
  return { media, seen, figures: seen.map(({ difference }): FrameFigures => figuresOf(difference)) };
}

/** What an ffmpeg filter says of every frame: `n:1 mse_avg:… psnr_y:… Y:…`. */
async function ffmpegFigures(filter: 'psnr' | 'ssim', a: string, b: string): Promise<Record<string, number>[]> {
  const file = clips.file(`${filter}.log`);
  await clips.output(['-i', a, '-i', b, '-lavfi', `[0:v][1:v]${filter}=stats_file=${file}`, '-f', 'null', '-']);
  const lines = (await readFile(file, 'utf8')).trim().split('\n');
  return lines.map((line) =>
    Object.fromEntries(
      [...line.matchAll(/(\w+): ?([\d.]+|inf)/g)].map(([, name = '', value]) => [name, Number(value)]),
    ),
  );
}

/** Compares, and holds every figure against ffmpeg's, which are written with two digits. */
async function expectTheirPsnr(a: string, b: string) {
  const compared = await compare(a, b);
  const theirs = await ffmpegFigures('psnr', a, b);
  expect(theirs).toHaveLength(compared.media.frames);
  for (const [at, { psnr_y = 0, psnr_u = 0, psnr_v = 0, psnr_avg = 0 }] of theirs.entries()) {
    const { y = 0, u = 0, v = 0, all = 0 } = compared.figures[at]?.whole ?? {};
    const pairs = { y: y - psnr_y, u: u - psnr_u, v: v - psnr_v, all: all - psnr_avg };
    for (const [name, apart] of Object.entries(pairs)) expect(Math.abs(apart), `${name} of ${at}`).toBeLessThan(0.01);
    expect(psnr_y).toBeGreaterThan(10);
    expect(psnr_y).toBeLessThan(60);
  }
  return compared;
}

describe('two videos, compared', () => {
  it("have ffmpeg's own PSNR in every frame and plane, to 0.01 dB", async () => {
    const { media, seen } = await expectTheirPsnr(good, poor);
    expect(media).toMatchObject({ kind: 'video', width: 320, height: 180, frames, notes: [] });
    expect(seen.map(({ frame }) => frame)).toEqual(Array.from({ length: frames }, (_, at) => at));
    expect(seen[3]?.timeS).toBeCloseTo(0.12, 3);
  });

  it('have it too where chroma planes are rounded up: odd sizes', async () => {
    const picture = [...testPicture('320x180', 4), '-vf', 'scale=321:181,setsar=1,format=yuv420p'];
    const vp9 = ['-c:v', 'libvpx-vp9', '-deadline', 'realtime', '-cpu-used', '8'];
    const odd = (name: string, rate: string): Promise<string> => clips.make(name, [...picture, ...vp9, '-b:v', rate]);
    const { media } = await expectTheirPsnr(await odd('fine.webm', '2M'), await odd('coarse.webm', '40k'));
    expect(media).toMatchObject({ width: 321, height: 181, frames: 4 });
  });

  it("have nearly ffmpeg's SSIM, which is by blocks of 8 × 8", async () => {
    const { figures } = await compare(good, poor);
    const theirs = await ffmpegFigures('ssim', good, poor);
    const apart = theirs.map(({ Y = 0 }, at) => Math.abs((figures[at]?.whole?.ssim ?? 0) - Y));
    console.log(`SSIM: up to ${Math.max(...apart).toFixed(4)} from ffmpeg's, which lie about ${theirs[0]?.Y}`);
    expect(Math.max(...apart)).toBeLessThan(0.01);
    expect(Math.max(...theirs.map(({ Y = 1 }) => Y))).toBeLessThan(0.985);
  });

  it('are equal to themselves: infinite, and 1', async () => {
    const { figures } = await compare(good, good, { frames: 3 });
    expect(figures).toHaveLength(3);
    for (const { whole } of figures) {
      expect(whole).toMatchObject({ y: Number.POSITIVE_INFINITY, all: Number.POSITIVE_INFINITY });
      expect(whole?.ssim).toBeCloseTo(1, 12);
    }
  });

  it('are paired by what is shown first, not by what is stored first', async () => {
    const late = await clips.make('late.mp4', [...testPicture('320x180', 30), '-vf', 'trim=start_frame=4', ...x264]);
    const early = await clips.make('early.mp4', [...testPicture('320x180', 26), ...x264]);
    const { figures } = await compare(late, early);
    const shifted = figures.map(({ whole }) => whole?.y ?? 0);
    // Four frames apart the moving picture differs everywhere; B-frames are stored out of order.
    expect(Math.max(...shifted)).toBeLessThan(30);
    const same = await clips.make('same.mp4', ['-i', early, ...x264, '-bf', '0', '-crf', '10']);
    const { figures: close } = await compare(early, same);
    expect(Math.min(...close.map(({ whole }) => whole?.y ?? 0))).toBeGreaterThan(38);
  });

  it('differ inside a box only, where only that was changed', async () => {
    const lossless = await clips.make('lossless.mkv', ['-i', good, ...x264, '-qp', '0']);
    const boxed = await clips.make('boxed.mkv', [
      ...['-i', good, '-vf', 'drawbox=x=40:y=60:w=80:h=50:color=red:t=fill'],
      ...[...x264, '-qp', '0'],
    ]);
    const box: PixelBox = { x1: 40, y1: 60, x2: 120, y2: 110 };
    const { figures, seen } = await compare(lossless, boxed, { findBoxes: async () => [box] });
    for (const { inside, outside, whole } of figures) {
      expect(outside).toMatchObject({ y: Number.POSITIVE_INFINITY, all: Number.POSITIVE_INFINITY });
      expect(inside?.y).toBeLessThan(25);
      expect(whole?.y).toBeCloseTo((inside?.y ?? 0) + 10 * Math.log10((320 * 180) / (80 * 50)), 6);
      expect(outside?.ssim).toBeGreaterThan(inside?.ssim ?? 1);
    }
    expect(seen.every(({ faces }) => faces === 1)).toBe(true);
  });

  it('of other chroma are compared by luma, and other times are told', async () => {
    const full = await clips.make('full.mkv', [
      ...['-i', good, '-vf', 'setpts=PTS*1.5', '-r', '25', '-fps_mode', 'passthrough'],
      ...[...x264, '-pix_fmt', 'yuv444p', '-qp', '0'],
    ]);
    const { media, figures } = await compare(good, full);
    expect(Object.keys(figures[0]?.whole ?? {})).toEqual(['y', 'all', 'ssim']);
    expect(figures[5]?.whole?.y).toBe(Number.POSITIVE_INFINITY);
    expect(media.notes.join(' ')).toContain('yuv420p and yuv444p: only luma was compared');
    expect(media.notes.join(' ')).toMatch(/The times of \d+ of 14 frames differ, by up to 0\.2\d+ s/);
  });
});

describe('what cannot be compared', () => {
  it.each([
    ['another size', ['-vf', 'scale=318:180'], /good\.mp4 is 320×180 and other\.mkv 318×180; the same size/],
    ['a frame less', ['-frames:v', '13'], /other\.mkv ends after 13 frames and good\.mp4 goes on.*--frames 13/],
    ['full range', ['-vf', 'scale=out_range=full', '-color_range', 'pc'], /16\.\.235 and other\.mkv as 0\.\.255/],
  ])('is refused: %s', async (_what, args, message) => {
    const other = await clips.make('other.mkv', ['-i', good, ...args, ...x264]);
    await expect(compare(good, other)).rejects.toMatchObject({
      code: 'PICTURES_DIFFER',
      message: expect.stringMatching(message),
    });
  });

  it('is the first of two that ends early as well, and --frames compares what both have', async () => {
    const shorter = await clips.make('shorter.mkv', ['-i', good, '-frames:v', '5', ...x264]);
    await expect(compare(shorter, good)).rejects.toThrow(/shorter\.mkv ends after 5 frames and good\.mp4 goes on/);
    expect((await compare(shorter, good, { frames: 5 })).media.frames).toBe(5);
  });

  it('is a video and an image', async () => {
    const image = await clips.make('one.png', ['-i', good, '-frames:v', '1']);
    await expect(compare(good, image)).rejects.toThrow('good.mp4 is a video and one.png an image; two videos or two');
  });

  it('ends at once when it is stopped', async () => {
    const stop = new AbortController();
    const reason = new Error('stopped');
    const running = compare(good, poor, { signal: stop.signal, onProgress: () => stop.abort(reason) });
    await expect(running).rejects.toBe(reason);
  });
});

describe('two images, compared', () => {
  it('differ as ffmpeg says of the same pixels', async () => {
    const a = await clips.make('a.png', ['-i', good, '-frames:v', '1', '-pix_fmt', 'rgb24']);
    const b = await clips.make('b.png', ['-i', poor, '-frames:v', '1', '-pix_fmt', 'rgb24']);
    const { media, figures } = await compare(a, b);
    const [theirs] = await ffmpegFigures('psnr', a, b);
    expect(media).toMatchObject({ kind: 'image', width: 320, height: 180, frames: 1 });
    const { r = 0, g = 0, b: blue = 0, all = 0 } = figures[0]?.whole ?? {};
    const [tr = 0, tg = 0, tb = 0, ta = 0] = ['r', 'g', 'b', 'avg'].map((name) => theirs?.[`psnr_${name}`]);
    for (const [own, other] of [
      [r, tr],
      [g, tg],
      [blue, tb],
      [all, ta],
    ] as const)
      expect(Math.abs(own - other)).toBeLessThan(0.01);
  });
});

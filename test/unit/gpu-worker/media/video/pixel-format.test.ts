import { describe, expect, it } from 'vitest';
import { encodeRate } from '../../../../../gpu-worker/media/video/codec/codec-encode.ts';
import { parseProbe } from '../../../../../gpu-worker/media/video/codec/codec-probe.ts';
import { colourMismatch } from '../../../../../gpu-worker/media/video/colour-tags.ts';
import { encodedSize, extendFrame } from '../../../../../gpu-worker/media/video/extend-frame.ts';
import { planPixels } from '../../../../../gpu-worker/media/video/pixel-format.ts';
import type { FrameLayout } from '../../../../../gpu-worker/pixels/frame-layout.ts';

const layout = (width: number, height: number, pixels: FrameLayout['pixels']): FrameLayout => ({
  ...{ width, height, pixels, fullRange: false },
  ...({ matrix: 'bt601', rotation: 0 } as const),
});

describe('planPixels', () => {
  it.each([
    ['yuv420p', 'yuv420p', 'yuv420p', false],
    ['yuvj422p', 'yuv422p', 'yuvj422p', true],
    ['yuv444p', 'yuv444p', 'yuv444p', false],
    ['nv12', 'yuv420p', 'yuv420p', false],
    ['nv16', 'yuv422p', 'yuv422p', false],
    ['gray', 'yuv444p', 'gray', false],
  ])('%s', (format, pixels, outputFormat, fullRange) => {
    expect(planPixels(format)).toEqual({ pixels, outputFormat, fullRange, grey: format === 'gray' });
  });

  it.each([
    ['yuv420p10le', /8 bits/],
    ['p010le', /8 bits/],
    ['yuva420p', /alpha/],
    ['gbrp', /RGB/],
    ['pal8', /RGB/],
    ['yuv411p', /expected 8-bit/],
  ])('%s is refused', (format, message) => {
    expect(() => planPixels(format)).toThrow(message);
  });
});

describe('extendFrame', () => {
  it('repeats the last luma column and row, and leaves chroma alone', () => {
    const odd = layout(3, 3, 'yuv420p');
    expect(encodedSize(odd)).toEqual({ width: 4, height: 4 });
    const frame = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 20, 21, 22, 23);
    const into = new Uint8Array(24);
    extendFrame(frame, odd, into);
    expect([...into]).toEqual([
      ...[1, 2, 3, 3, 4, 5, 6, 6, 7, 8, 9, 9, 7, 8, 9, 9],
      ...[10, 11, 12, 13, 20, 21, 22, 23],
    ]);
  });

  it('extends only the sides along which chroma is halved', () => {
    expect(encodedSize(layout(5, 5, 'yuv422p'))).toEqual({ width: 6, height: 5 });
    expect(encodedSize(layout(5, 5, 'yuv444p'))).toEqual({ width: 5, height: 5 });
    expect(encodedSize(layout(6, 4, 'yuv420p'))).toEqual({ width: 6, height: 4 });
  });
});

describe('parseProbe', () => {
  const frame = (rest: string) =>
    `[Parsed_showinfo_0 @ 0x1] n:   0 pts:      0 pts_time:0 ${rest} i:P iskey:1 type:I\n`;
  const tags = (text: string) => `[Parsed_showinfo_0 @ 0x1] ${text}\n`;

  it('reads ffmpeg 5 and ffmpeg 9', () => {
    const bt709 = tags('color_range:tv color_space:bt709 color_primaries:bt709 color_trc:bt709');
    const five = parseProbe(frame('      pos:       48 fmt:yuv420p sar:4/3 s:1280x720') + bt709, 0);
    const nine = parseProbe(frame('duration: 1 duration_time:0.03 fmt:yuv420p cl:left sar:4/3 s:1280x720') + bt709, 0);
    expect(five).toEqual(nine);
    expect(five).toMatchObject({ width: 1280, height: 720, pixelAspect: { num: 4, den: 3 }, interlaced: false });
    expect(five.colour).toEqual({ primaries: 'bt709', transfer: 'bt709', matrix: 'bt709', fullRange: false });
  });

  it('leaves what is unknown untagged, and takes full range from the format', () => {
    const unknown = tags('color_range:unknown color_space:unknown color_primaries:reserved color_trc:unknown');
    expect(parseProbe(frame('fmt:yuv420p sar:0/1 s:64x64') + unknown, 0)).toMatchObject({
      colour: {},
      pixelAspect: { num: 1, den: 1 },
    });
    expect(parseProbe(frame('fmt:yuvj420p sar:1/1 s:64x64') + unknown, 0).colour).toEqual({ fullRange: true });
  });

  it('names what is not carried over: all data but the text of the chapters, which are counted', () => {
    const input = [
      "Input #0, mov,mp4,m4a,3gp,3g2,mj2, from 'clip.mp4':",
      '  Chapters:',
      '    Chapter #0:0: start 0.000000, end 1.000000',
      '  Stream #0:0[0x1](eng): Video: h264 (High) (avc1 / 0x31637661), yuv420p, 1280x720 (default)',
      '  Stream #0:1[0x2](eng): Subtitle: mov_text (tx3g / 0x67337874), 0 kb/s (default)',
      '  Stream #0:2[0x3](eng): Data: bin_data (text / 0x74786574), 0 kb/s',
      '  Stream #0:3[0x4](eng): Data: bin_data (gpmd / 0x646D7067), 61 kb/s (default)',
      '  Stream #0:4(eng): Data: none (tmcd / 0x64636D74)',
      'Stream mapping:',
      '',
    ].join('\n');
    expect(parseProbe(input + frame('fmt:yuv420p sar:1/1 s:64x64'), 0).notes).toEqual([
      'A subtitle track (mov_text) is not carried over.',
      'A data track (gpmd) is not carried over.',
      'A data track (tmcd) is not carried over.',
      '1 chapter marks are not carried over.',
    ]);
  });

  it('gives the reason where nothing was decoded', () => {
    expect(() => parseProbe('a\nb\nInvalid data found\n', 1)).toThrow(/exit code 1\): a \| b \| Invalid data found/);
    expect(() => parseProbe('Picture size 30000x30000 exceeds specified max pixel count 36', 1)).toThrow(
      expect.objectContaining({ code: 'SOURCE_TOO_LARGE' }),
    );
  });
});

describe('colourMismatch', () => {
  it('compares what both sides say', () => {
    expect(colourMismatch({ matrix: 'bt709' }, { matrix: 'bt709', fullRange: false })).toBeUndefined();
    expect(colourMismatch({ matrix: 'fcc' }, {})).toBeUndefined();
    expect(colourMismatch({}, { matrix: 'bt709' })).toBe('colour matrix is bt709, expected no tag');
    expect(colourMismatch({ matrix: 'bt709' }, {})).toBe('colour matrix is untagged, expected bt709');
    expect(colourMismatch({ fullRange: true }, {})).toBe('full range is false, expected true');
  });
});

it('encodeRate is whole and within what an encoder takes', () => {
  expect([29.97, 0, Number.NaN, 0.2, 5000].map(encodeRate)).toEqual([30, 25, 25, 25, 240]);
});

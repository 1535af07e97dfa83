import { permanent } from '../../errors.ts';
import type { FrameLayout } from '../../pixels/frame-layout.ts';

/** How a decoder's pixel format reaches memory. */
export interface PixelPlan {
  readonly pixels: 'yuv420p' | 'yuv422p' | 'yuv444p';
  /** What ffmpeg is asked to write: the decoder's own format, so that nothing is converted. */
  readonly outputFormat: string;
  /** Luma only arrives; both chroma planes are filled with 128, which is no colour. */
  readonly grey: boolean;
  /** The format itself says full range. */
  readonly fullRange: boolean;
}

const planar = /^yuv(j?)(420|422|444)p$/;
/** Interleaved chroma: ffmpeg takes it apart without touching a sample. */
const interleaved: Readonly<Record<string, FrameLayout['pixels']>> = {
  nv12: 'yuv420p',
  nv21: 'yuv420p',
  nv16: 'yuv422p',
  nv24: 'yuv444p',
  nv42: 'yuv444p',
};

/**
 * Decides what becomes of a pixel format.
 * @param format ffmpeg's name
 * @throws FacelineError SOURCE_UNSUPPORTED for more than 8 bits, RGB, alpha and rare samplings
 */
export function planPixels(format: string): PixelPlan {
  const match = planar.exec(format);
  if (match !== null) {
    const fullRange = match[1] === 'j';
    if (match[2] === '420') return { pixels: 'yuv420p', outputFormat: format, grey: false, fullRange };
    if (match[2] === '422') return { pixels: 'yuv422p', outputFormat: format, grey: false, fullRange };
    return { pixels: 'yuv444p', outputFormat: format, grey: false, fullRange };
  }
  const split = interleaved[format];
  if (split !== undefined && split !== 'rgb24') {
    return { pixels: split, outputFormat: split, grey: false, fullRange: false };
  }
  if (format === 'gray' || format === 'gray8' || format === 'y8') {
    return { pixels: 'yuv444p', outputFormat: 'gray', grey: true, fullRange: false };
  }
  throw permanent('SOURCE_UNSUPPORTED', `The video's pixels are ${format}: ${reasonAgainst(format)}`);
}

function reasonAgainst(format: string): string {
  if (/(9|10|12|14|16|32)(le|be)$|^(p0|p2|p4|x2|v30|v210|xv)/.test(format)) {
    return 'more than 8 bits a sample are not carried through; convert it to 8-bit SDR.';
  }
  if (/^(yuva|ya|gbra|rgba|bgra|argb|abgr)/.test(format)) return 'an alpha channel is not carried through.';
  if (/^(gbr|rgb|bgr|0rgb|0bgr|pal)/.test(format)) return 'RGB video is not taken; convert it to yuv444p.';
  return 'expected 8-bit YUV 4:2:0, 4:2:2 or 4:4:4, or grey.';
}

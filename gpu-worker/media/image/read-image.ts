import { readFile } from 'node:fs/promises';
import sharp, { type Metadata } from 'sharp';
import type { ErrorCode } from '../../../contract/error-codes.ts';
import { type FacelineError, permanent } from '../../errors.ts';
import type { RgbPixels } from '../../pixels/rgb-pixels.ts';
import { foreignFormat } from './foreign-format.ts';
import { type ImageFormat, isLosslessWebp, sniffImage } from './image-format.ts';

/** A still image, upright, with what is needed to write it again as it was. */
export interface StillImage extends RgbPixels {
  /** `width * height` values, where the file has transparency. */
  readonly alpha?: Uint8Array;
  /** The embedded colour profile, where it fits RGB. The values are those of the file, not converted by it. */
  readonly icc?: Uint8Array;
  readonly format: ImageFormat;
  readonly lossless: boolean;
  /** EXIF orientation 1..8 of the file; the pixels here are upright already. */
  readonly orientation: number;
  /** What cannot be kept, each a sentence. */
  readonly notes: readonly string[];
}

export interface ReadImageOptions {
  readonly maxSidePx: number;
  readonly maxPixels: number;
  /** Which side of a task the file is on; decides the error's code and the smallest size. */
  readonly code: 'PHOTO_UNREADABLE' | 'SOURCE_UNREADABLE';
  /** The file in messages. */
  readonly name: string;
}

/** Below this no detector finds a face in a photo. */
const leastPhotoSidePx = 32;

/**
 * Decodes a JPEG, PNG or WebP to upright 8-bit RGB.
 * @param source a path, or the file's bytes
 * @throws `code` when it is damaged, animated or (a photo) too small; for a source SOURCE_NOT_MEDIA when it is
 * another format and SOURCE_TOO_LARGE beyond the limits. All permanent.
 */
export async function readImage(source: string | Uint8Array, options: ReadImageOptions): Promise<StillImage> {
  const { code, name } = options;
  const bytes = typeof source === 'string' ? await readFile(source) : source;
  const format = sniffImage(bytes);
  if (format === undefined) throw notAnImage(bytes, options);
  // A CMYK picture means something only through its profile; all others keep their values and their profile.
  const input = { limitInputPixels: options.maxPixels, failOn: 'error', ignoreIcc: true } as const;
  try {
    const facts = await sharp(bytes, { ...input, limitInputPixels: false }).metadata();
    checkSize(facts, options);
    const cmyk = facts.space === 'cmyk';
    const decoder = sharp(bytes, { ...input, ignoreIcc: !cmyk })
      .autoOrient()
      .toColourspace('srgb');
    const { data, info } = await decoder.raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true });
    const pixels = splitAlpha(data, info.width, info.height, info.channels);
    const fitting = facts.icc !== undefined && facts.channels >= 3 && !cmyk ? { icc: facts.icc } : {};
    return {
      ...pixels,
      ...fitting,
      format,
      lossless: format === 'png' || (format === 'webp' && isLosslessWebp(bytes)),
      orientation: facts.orientation ?? 1,
      notes: notesOn(facts),
    };
  } catch (thrown) {
    if (thrown instanceof Error && thrown.name === 'FacelineError') throw thrown;
    const text = thrown instanceof Error ? thrown.message : String(thrown);
    throw permanent(code, `${name} is damaged or cut short and cannot be decoded: ${text}`, thrown);
  }
}

function notAnImage(bytes: Uint8Array, { code, name }: ReadImageOptions): FacelineError {
  const wrongFormat: ErrorCode = code === 'SOURCE_UNREADABLE' ? 'SOURCE_NOT_MEDIA' : code;
  const foreign = foreignFormat(bytes);
  const found = foreign === undefined ? 'not' : `${foreign}, which is not supported; expected`;
  return permanent(wrongFormat, `${name} is ${found} a JPEG, PNG or WebP file.`);
}

function checkSize({ width, height, pages }: Metadata, { code, name, maxSidePx, maxPixels }: ReadImageOptions): void {
  const least = code === 'PHOTO_UNREADABLE' ? leastPhotoSidePx : 1;
  const size = `${width}×${height} pixels`;
  if (width < least || height < least) {
    throw permanent(code, `${name} has ${size}; at least ${least} a side are needed.`);
  }
  if (width > maxSidePx || height > maxSidePx || width * height > maxPixels) {
    const tooLarge: ErrorCode = code === 'SOURCE_UNREADABLE' ? 'SOURCE_TOO_LARGE' : code;
    throw permanent(tooLarge, `${name} has ${size}; the limits are ${maxSidePx} a side and ${maxPixels} in all.`);
  }
  if ((pages ?? 1) > 1) throw permanent(code, `${name} is an animation of ${pages} pictures; one picture is expected.`);
}

function notesOn({ space, depth, channels, icc }: Metadata): string[] {
  const notes: string[] = [];
  if (depth !== 'uchar') notes.push('The image has more than 8 bits a channel; it was reduced to 8.');
  if (space === 'cmyk') notes.push('The image was CMYK; it became sRGB.');
  else if (channels < 3) {
    const dropped = icc === undefined ? '' : ', and its grey colour profile was dropped';
    notes.push(`The image was grey; it became RGB${dropped}.`);
  }
  return notes;
}

function splitAlpha(
  data: Uint8Array,
  width: number,
  height: number,
  channels: number,
): RgbPixels & { alpha?: Uint8Array } {
  if (channels === 3) return { width, height, data: new Uint8Array(data.buffer, data.byteOffset, data.length) };
  const rgb = new Uint8Array(width * height * 3);
  const alpha = new Uint8Array(width * height);
  for (let i = 0; i < alpha.length; i += 1) {
    rgb[3 * i] = data[4 * i]!;
    rgb[3 * i + 1] = data[4 * i + 1]!;
    rgb[3 * i + 2] = data[4 * i + 2]!;
    alpha[i] = data[4 * i + 3]!;
  }
  return { width, height, data: rgb, alpha };
}

import type { OpenedMedia } from '../media/open-media.ts';
import type { Decoder } from '../media/video/codec/codec-decode.ts';
import type { AudioFacts, ColourTags, PixelAspect, VideoFacts } from '../media/video/video-facts.ts';
import { uprightSize } from '../pixels/orientation.ts';

interface MediaSize {
  /** Stored size, pixels. */
  readonly width: number;
  readonly height: number;
  /** As a player shows it, before the pixel aspect. Points of an identity map are in these pixels. */
  readonly shown: { readonly width: number; readonly height: number };
}

export interface VideoDescription extends MediaSize {
  readonly kind: 'video';
  readonly container: VideoFacts['container'];
  readonly codec: string;
  /** How the decoder gives samples: `yuv420p`. */
  readonly pixels: string;
  readonly rotation: number;
  readonly mirrored: boolean;
  readonly pixelAspect: PixelAspect;
  readonly colour: ColourTags;
  /** Packets of the picture track; what the decoder makes of them counts. */
  readonly frames: number;
  readonly durationS: number;
  /** Mean over the video; 0 for a single frame. */
  readonly framesPerS: number;
  /** Whether all frames stand equally long, as nearly as the container's clock tells. */
  readonly constantRate: boolean;
  readonly audio: readonly AudioFacts[];
}

export interface ImageDescription extends MediaSize {
  readonly kind: 'image';
  readonly format: string;
  readonly lossless: boolean;
  /** EXIF orientation of the file, 1..8. */
  readonly orientation: number;
  readonly transparency: boolean;
  readonly colourProfile: boolean;
}

export type MediaDescription = VideoDescription | ImageDescription;

/** What a video is, from its container and from what the decoder made of its first frame. */
export function describeVideo(
  facts: VideoFacts,
  { layout, colour, pixelAspect }: Pick<Decoder, 'layout' | 'colour' | 'pixelAspect'>,
): VideoDescription {
  const { container, codec, mirrored, timestamps, durationS, audio } = facts;
  const { width, height, pixels, rotation } = layout;
  return {
    kind: 'video',
    ...{ container, codec, width, height, shown: uprightSize(layout), pixels, rotation, mirrored, pixelAspect, colour },
    frames: timestamps.length,
    durationS,
    ...frameRate(timestamps, facts.ticksPerSecond),
    audio,
  };
}

/** What a still image is. It was turned upright when it was read. */
export function describeImage({ image }: Extract<OpenedMedia, { readonly kind: 'image' }>): ImageDescription {
  const { width, height, format, lossless, orientation } = image;
  const isTurned = orientation >= 5;
  return {
    kind: 'image',
    ...(isTurned ? { width: height, height: width } : { width, height }),
    shown: { width, height },
    ...{ format, lossless, orientation },
    transparency: image.alpha !== undefined,
    colourProfile: image.icc !== undefined,
  };
}

/**
 * Frames a second, and whether they come evenly.
 * @param timestamps seconds, ascending
 */
export function frameRate(timestamps: Float64Array, ticksPerSecond: number) {
  const [first = 0, last = 0] = [timestamps[0], timestamps.at(-1)];
  if (timestamps.length < 2 || last <= first) return { framesPerS: 0, constantRate: true };
  const mean = (last - first) / (timestamps.length - 1);
  // A clock of whole ticks cannot hold every rate: each time may be off by one.
  const tolerance = Math.max(0.001, 1.5 / ticksPerSecond);
  const even = timestamps.every((time, frame) => Math.abs(time - first - frame * mean) <= tolerance);
  return { framesPerS: 1 / mean, constantRate: even };
}

const codecNames: Readonly<Record<string, string>> = {
  avc: 'H.264',
  hevc: 'HEVC',
  vp8: 'VP8',
  vp9: 'VP9',
  av1: 'AV1',
  prores: 'ProRes',
};

/** A codec as people call it. */
export const codecName = (codec: string): string => codecNames[codec] ?? codec;

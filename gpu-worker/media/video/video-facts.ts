import type { PieceFacts } from './piece.ts';

/**
 * Colour tags under ffmpeg's names (`bt709`, `smpte170m`, `bt2020nc`, …). An absent tag is untagged: it stays
 * untagged in the output, and an absent matrix is read as BT.601, as ffmpeg does.
 */
export interface ColourTags {
  readonly primaries?: string;
  readonly transfer?: string;
  readonly matrix?: string;
  /** Luma 0..255 when true, 16..235 when false; absent when the stream does not say, which means limited. */
  readonly fullRange?: boolean;
}

/** Width of one pixel over its height, reduced; 1:1 for square pixels. */
export interface PixelAspect {
  readonly num: number;
  readonly den: number;
}

/** What one picture of the source may measure. */
export interface PictureLimits {
  readonly maxSidePx: number;
  readonly maxPixels: number;
}

export interface AudioFacts {
  /** 1-based among the audio tracks of the file. */
  readonly number: number;
  /** mediabunny's name (`aac`, `opus`, …); undefined where it is not known, and then the track cannot be copied. */
  readonly codec: string | undefined;
  /** The container's own name of the codec, for messages. */
  readonly codecId: string;
  readonly language: string;
  readonly packets: number;
  /** First packet's time, seconds from the file's start; negative for encoder priming. */
  readonly startS: number;
  /** End of the last packet. */
  readonly endS: number;
}

/** A time of the container's own clock, seconds, from `fromS` to before `toS`. */
export interface SoundRange {
  readonly fromS: number;
  readonly toS: number;
}

/** What the container says of a video, or of a piece of it, read without decoding anything. */
export interface VideoFacts {
  /** ffmpeg's name of the demuxer that is forced on the file. */
  readonly container: 'mov' | 'matroska' | 'mpegts';
  /** ffmpeg's stream specifier of the picture track, for `-map`. */
  readonly streamMap: string;
  /** Stored size in pixels, before rotation and pixel aspect. The decoder has the last word. */
  readonly width: number;
  readonly height: number;
  /** Degrees clockwise by which a player turns the stored picture. */
  readonly rotation: 0 | 90 | 180 | 270;
  /** True when a player mirrors the picture after turning it. */
  readonly mirrored: boolean;
  readonly pixelAspect: PixelAspect;
  readonly codec: string;
  /** As the container parser reads them, under ffmpeg's names; the decoder's are the ones that count. */
  readonly colour: ColourTags;
  /** All timestamps of the picture track are multiples of 1 / ticksPerSecond. */
  readonly ticksPerSecond: number;
  /**
   * Times of the shown packets in display order, seconds from the file's start. The decoder's times are the ones that
   * count: a packet may hold no frame, or one that cannot be decoded.
   */
  readonly timestamps: Float64Array;
  /** How long the last frame stands, seconds. */
  readonly lastFrameS: number;
  /** From the first frame's start to the last one's end. */
  readonly durationS: number;
  /** The container's clock at the file's start; times here have it subtracted. Not 0 in transport streams only. */
  readonly startS: number;
  readonly audio: readonly AudioFacts[];
  /** Where the piece lies whose frames and sound these are; absent: these are all. */
  readonly piece?: PieceFacts;
  /** What will not be carried over, each a sentence. */
  readonly notes: readonly string[];
}

/** What of the sound belongs to the frames; undefined: all of it. */
export const soundRange = ({ startS, piece }: Pick<VideoFacts, 'startS' | 'piece'>): SoundRange | undefined =>
  piece === undefined ? undefined : { fromS: startS + piece.startS, toS: startS + piece.endS };

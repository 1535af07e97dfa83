import { availableParallelism } from 'node:os';
import type { FrameAnalysis } from '../frames/frame-engine-types.ts';
import { processSegment } from '../frames/stream-frames.ts';
import { mediaLimits, namingFile, type OpenedMedia, openMedia } from '../media/open-media.ts';
import { openDecoder } from '../media/video/codec/codec-decode.ts';
import { findFfmpeg } from '../media/video/ffmpeg/find-ffmpeg.ts';
import type { FrameLayout } from '../pixels/frame-layout.ts';
import { describeImage, describeVideo, type MediaDescription } from './describe-media.ts';
import type { FaceSearch } from './face-search.ts';
import { type FoundTracks, findTracks } from './find-tracks.ts';
import { type Inspection, tellTracks } from './tell-tracks.ts';

export interface InspectSettings {
  /** Absent: faces are not looked for. */
  readonly search?: Pick<FaceSearch, 'pool' | 'embeds'>;
  /** Pictures of faces that are wanted: their side in pixels, and of how many tracks. */
  readonly pictures?: { readonly sizePx: number; readonly most: number };
  readonly signal: AbortSignal;
  readonly onProgress?: (progress: { readonly framesDone: number; readonly framesTotal: number }) => void;
}

/**
 * Says what a file is and who is in it: one pass over its frames, which changes nothing and holds a fixed number of
 * them. Faces are joined as the first pass of a task with an identity map does it.
 * @throws as opening and decoding it do; messages name the file
 */
export async function inspectFile(file: string, settings: InspectSettings): Promise<Inspection> {
  const media = await openMedia(file);
  return namingFile(media.name, () =>
    media.kind === 'video' ? inspectVideo(media, settings) : inspectImage(media, settings),
  );
}

async function inspectVideo(
  media: Extract<OpenedMedia, { readonly kind: 'video' }>,
  { search, pictures, signal, onProgress }: InspectSettings,
): Promise<Inspection> {
  const { facts, file } = media;
  const ffmpeg = await findFfmpeg();
  const threads = Math.max(1, availableParallelism() >> 1);
  const decoder = await openDecoder({ path: file, facts, ffmpeg, limits: mediaLimits, threads, signal });
  try {
    const description = describeVideo(facts, decoder);
    if (search === undefined) return inspection(media, description, [...facts.notes, ...decoder.notes()]);
    const { pool, embeds } = search;
    const finder = findTracks(decoder.layout, pictures);
    let framesDone = 0;
    await processSegment<FrameAnalysis>({
      reader: decoder,
      writer: { write: async () => undefined },
      pool: { size: pool.size, process: (memory, layout) => pool.analyse(memory, layout, embeds) },
      layout: decoder.layout,
      signal,
      observer: {
        decoded: () => undefined,
        finished(index, pixels, analysis) {
          finder.add(index, pixels, analysis);
          framesDone += 1;
          onProgress?.({ framesDone, framesTotal: Math.max(facts.timestamps.length, framesDone) });
        },
      },
    });
    const notes = [...facts.notes, ...decoder.notes()];
    return inspection(media, description, notes, { found: finder.finish(), embeds, times: decoder.timestamps() });
  } finally {
    await decoder.close();
  }
}

async function inspectImage(
  media: Extract<OpenedMedia, { readonly kind: 'image' }>,
  { search, pictures, onProgress }: InspectSettings,
): Promise<Inspection> {
  const { image } = media;
  const description = describeImage(media);
  if (search === undefined) return inspection(media, description, image.notes);
  const { width, height } = image;
  const layout: FrameLayout = { width, height, pixels: 'rgb24', matrix: 'bt601', fullRange: true, rotation: 0 };
  const memory = new SharedArrayBuffer(image.data.length);
  new Uint8Array(memory).set(image.data);
  const { pool, embeds } = search;
  const finder = findTracks(layout, pictures);
  finder.add(0, image.data, await pool.analyse(memory, layout, embeds));
  onProgress?.({ framesDone: 1, framesTotal: 1 });
  return inspection(media, description, image.notes, { found: finder.finish(), embeds, times: Float64Array.of(0) });
}

function inspection(
  { file, sizeBytes }: OpenedMedia,
  media: MediaDescription,
  notes: readonly string[],
  seen?: { readonly found: FoundTracks; readonly embeds: boolean; readonly times: Float64Array },
): Inspection {
  const known = { file, sizeBytes, media };
  if (seen === undefined) return { ...known, notes };
  const durationS = media.kind === 'video' ? media.durationS : 0;
  const faces = tellTracks(seen.found, { times: seen.times, durationS, shown: media.shown });
  const alike = seen.embeds
    ? []
    : ['arcface_w600k_r50 is not there: faces were joined by their places alone, and nobody was recognised.'];
  return { ...known, faces, notes: [...notes, ...alike] };
}

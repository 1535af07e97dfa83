import path from 'node:path';
import { type Timeline, type TimelineRow, thumbnailPx } from '../media/image/draw-timeline.ts';
import { clockText } from '../media/image/timeline-axis.ts';
import { codecName } from './describe-media.ts';
import type { InspectedFaces, InspectedTrack, Inspection } from './tell-tracks.ts';

/** What a timeline shows: the longest tracks, where there are more. */
export const timelinePictures = { sizePx: thumbnailPx, most: 60 } as const;

/** A finding as a timeline picture shows it. */
export function timelineOf({ file, media, faces }: Inspection & { readonly faces: InspectedFaces }): Timeline {
  const { tracks, cuts, frames, framesWithFaces } = faces;
  const shown = longest(tracks);
  const isVideo = media.kind === 'video';
  const people = new Map<number, number>();
  for (const { id, sameAs } of tracks) if (sameAs === undefined) people.set(id, people.size);
  const size = `${media.shown.width}×${media.shown.height}`;
  const kind =
    media.kind === 'video'
      ? `${codecName(media.codec)}, ${size}, ${clockText(media.durationS, 2)}, ${frames} frames`
      : `${media.format}, ${size}`;
  const cutCount = cuts.length === 0 ? ', no cut' : `, ${plural(cuts.length, 'cut')}`;
  const cutText = isVideo ? cutCount : '';
  const faceWord = isVideo ? 'track' : 'face';
  const counted = `${plural(tracks.length, faceWord)}, ${plural(people.size, 'person')}${cutText}`;
  const hidden = tracks.length - shown.length;
  return {
    title: path.basename(file),
    note: `${kind}, ${counted}`,
    // Frames' times count from the file's start: the axis reaches to the end of the last one.
    durationS: isVideo ? Math.max(media.durationS, ...shown.map(({ toS }) => toS)) : 0,
    cutsS: cuts.map(({ timeS }) => timeS),
    rows: shown.map((track) => rowOf(track, people, isVideo)),
    footer:
      (tracks.length === 0
        ? 'No face was found. '
        : isVideo
          ? `Faces in ${framesWithFaces} of ${frames} frames. `
          : '') +
      (hidden > 0 ? `${plural(hidden, 'shorter track')} not shown. ` : '') +
      (shown.some(({ gapsS }) => gapsS.length > 0) ? 'Thin bar: not seen there, filled in.' : ''),
  };
}

function longest(tracks: readonly InspectedTrack[]): readonly InspectedTrack[] {
  const framesOf = ({ firstFrame, lastFrame }: InspectedTrack): number => lastFrame - firstFrame + 1;
  const kept = tracks.toSorted((a, b) => framesOf(b) - framesOf(a)).slice(0, timelinePictures.most);
  return tracks.filter((track) => kept.includes(track));
}

function rowOf(track: InspectedTrack, people: ReadonlyMap<number, number>, isVideo: boolean): TimelineRow {
  const { id, index, sameAs, seenFrames, interpolatedFrames, meanScore, sizePx, fromS, toS, gapsS, thumbnail } = track;
  const who = sameAs === undefined ? '' : `, same as track ${sameAs}`;
  const place = index === undefined ? '' : `, index ${index}`;
  const filled = interpolatedFrames === 0 ? '' : `, ${interpolatedFrames} filled in`;
  const seen = isVideo ? `${plural(seenFrames, 'frame')}${filled}, ` : '';
  const time = isVideo ? `${clockText(fromS, 2)} – ${clockText(toS, 2)}, ` : '';
  return {
    title: `${isVideo ? 'Track' : 'Face'} ${id}${place}${who}`,
    note: `${time}${seen}score ${meanScore.toFixed(2)}, ${Math.round(sizePx.mean)} px`,
    ...{ fromS, toS, gapsS },
    person: people.get(sameAs ?? id) ?? 0,
    ...(thumbnail === undefined ? {} : { thumbnail }),
  };
}

const plural = (count: number, one: string): string => `${count} ${one}${count === 1 ? '' : 's'}`;

import { codecName, type ImageDescription, type VideoDescription } from '../../../gpu-worker/inspect/describe-media.ts';
import type { InspectedFaces, InspectedTrack, Inspection } from '../../../gpu-worker/inspect/tell-tracks.ts';
import { columns } from '../columns.ts';
import { timeText } from '../time-text.ts';
import { ruleLine } from './inspect-map.ts';

const containers = { mov: 'mp4 or mov', matroska: 'mkv or webm', mpegts: 'MPEG transport stream' } as const;

/** What was found, for a person to read. */
export function inspectText({ sizeBytes, media, faces }: Inspection): string {
  const file = [['file', `${(sizeBytes / 1e6).toFixed(2)} MB`]];
  const facts = media.kind === 'video' ? videoRows(media) : imageRows(media);
  const people = faces === undefined ? [] : faceRows(faces, media.kind === 'video');
  const table = columns([...file, ...facts, ...people]);
  if (faces === undefined || faces.tracks.length === 0) return table;
  return `${table}\n${columns(trackRows(faces.tracks, media.kind === 'video'))}\n${mapHint(faces.tracks)}`;
}

function videoRows(video: VideoDescription): string[][] {
  const { width, height, shown, rotation, mirrored, pixelAspect, colour } = video;
  const turned = rotation === 0 ? '' : `, turned by ${rotation}° and shown as ${shown.width}×${shown.height}`;
  const aspect = pixelAspect.num === pixelAspect.den ? '' : `, pixels ${pixelAspect.num}:${pixelAspect.den}`;
  const { fullRange } = colour;
  const range = fullRange === undefined ? 'range untagged (16..235)' : fullRange ? 'full range' : 'limited range';
  const tags = (['matrix', 'primaries', 'transfer'] as const).map((tag) => `${tag} ${colour[tag] ?? 'untagged'}`);
  const rate = video.framesPerS === 0 ? '' : `, ${Number(video.framesPerS.toFixed(3))} a second`;
  const even = video.constantRate ? '' : ' on average: the rate varies';
  return [
    ['container', containers[video.container]],
    [
      'video',
      `${codecName(video.codec)}, ${width}×${height}${turned}${mirrored ? ', mirrored' : ''}${aspect}, ${video.pixels}`,
    ],
    ['colour', `${tags.join(', ')}, ${range}`],
    ['frames', `${video.frames}${rate}${even}`],
    ['duration', timeText(video.durationS)],
    ...video.audio.map(({ number, codec, codecId, language, startS, endS }) => [
      `audio ${number}`,
      `${codec ?? codecId}, language ${language}, ${timeText(Math.max(0, startS))} to ${timeText(endS)}`,
    ]),
    ...(video.audio.length === 0 ? [['audio', 'none']] : []),
  ];
}

function imageRows(image: ImageDescription): string[][] {
  const { width, height, shown, orientation } = image;
  const turned = orientation === 1 ? '' : `, EXIF orientation ${orientation}, shown as ${shown.width}×${shown.height}`;
  const lossless = image.lossless ? ', lossless' : '';
  const extras = [image.transparency ? ', transparency' : '', image.colourProfile ? ', colour profile' : ''].join('');
  return [['image', `${image.format}${lossless}, ${width}×${height}${turned}${extras}`]];
}

function faceRows({ frames, framesWithFaces, facesPerFrame, cuts, tracks }: InspectedFaces, isVideo: boolean) {
  const counted = facesPerFrame.map(([faces, count]) => `${faces} in ${count}`).join(', ');
  const found = isVideo ? `in ${framesWithFaces} of ${frames} frames (${counted})` : String(tracks.length);
  const persons = tracks.filter(({ sameAs }) => sameAs === undefined).length;
  const rows = [['faces', tracks.length === 0 ? 'none found; a lower --detector-score finds more' : found]];
  if (!isVideo) return rows;
  rows.push(['tracks', `${tracks.length}, of ${persons} ${persons === 1 ? 'person' : 'persons'}`]);
  rows.push(['cuts', cuts.length === 0 ? 'none' : cuts.map(({ timeS }) => timeText(timeS)).join(', ')]);
  return rows;
}

function trackRows(tracks: readonly InspectedTrack[], isVideo: boolean): string[][] {
  const inTime = (cells: readonly string[]): readonly string[] => (isVideo ? cells : []);
  return [
    ['track', 'index', ...inTime(['from', 'to', 'seen', 'filled']), 'score', 'size px', 'same as', 'point'],
    ...tracks.map((track) => {
      const { least, mean, most } = track.sizePx;
      const { seenFrames, interpolatedFrames, target } = track;
      return [
        String(track.id),
        String(track.index ?? '-'),
        ...inTime([timeText(track.fromS), timeText(track.toS), String(seenFrames), String(interpolatedFrames)]),
        track.meanScore.toFixed(2),
        most - least < 1 ? `${Math.round(mean)}` : `${Math.round(least)}..${Math.round(most)}`,
        track.sameAs === undefined ? '-' : `track ${track.sameAs}`,
        `${target.x},${target.y}${isVideo ? ` at ${target.timeS} s` : ''}`,
      ];
    }),
  ];
}

/** Rules to copy into a map: points hold wherever a track begins, an index only counts the first frame with faces. */
function mapHint(tracks: readonly InspectedTrack[]): string {
  const indexed = tracks.filter(({ index }) => index !== undefined).sort((a, b) => (a.index ?? 0) - (b.index ?? 0));
  const names = tracks.map(({ id }) => `track ${id}:`);
  const widest = Math.max(...names.map((name) => name.length));
  const lines = tracks.map((track, at) => {
    const again = track.sameAs === undefined ? '' : `   as track ${track.sameAs}: one rule is enough`;
    return `  ${(names[at] ?? '').padEnd(widest)} ${ruleLine(track)}${again}`;
  });
  const byIndex = indexed.map(({ id, index }) => `{ "index": ${index} } is track ${id}`).join(', ');
  return [
    'For an identity map (local --map): rules to copy; put {"photos": ["who.jpg"]} or "blur" in place of "keep".',
    ...lines,
    `From the left in the first frame with faces, ${byIndex}.`,
    '',
  ].join('\n');
}

import sharp, { type OverlayOptions } from 'sharp';
import type { RgbPixels } from '../../pixels/rgb-pixels.ts';
import { textSvg, textWidth } from './stroke-font.ts';
import { timeMarks } from './timeline-axis.ts';

/** One track on a timeline; times in seconds from the start of the video. */
export interface TimelineRow {
  readonly title: string;
  readonly note: string;
  readonly fromS: number;
  readonly toS: number;
  /** Stretches in which the face was not seen. */
  readonly gapsS: readonly (readonly [number, number])[];
  /** Rows of one person share a colour. */
  readonly person: number;
  /** Square, of {@link thumbnailPx}. */
  readonly thumbnail?: RgbPixels;
}

export interface Timeline {
  readonly title: string;
  readonly note: string;
  /** 0 for a still image: there is no axis then. */
  readonly durationS: number;
  readonly cutsS: readonly number[];
  readonly rows: readonly TimelineRow[];
  /** The last line. */
  readonly footer: string;
}

/** Side of a face's picture. */
export const thumbnailPx = 72;

const widthPx = 1600;
const marginPx = 40;
const axisTopPx = 92;
const rowsTopPx = 124;
const rowPx = 112;
const barPx = 12;
const footerPx = 48;
const ink = '#e8e9ec';
const cutColour = '#ff6b5e';
const palette = ['#5aa9ff', '#ffb454', '#7ddc7a', '#d58bff', '#4fd6d0', '#ff8fb1', '#c9d14f', '#b39b82'];

/** A PNG of who is to be seen when: a row a track, its face where it begins, marks where the picture is cut. */
export async function drawTimeline(timeline: Timeline): Promise<Uint8Array> {
  const { rows, durationS } = timeline;
  const height = rowsTopPx + Math.max(1, rows.length) * rowPx + footerPx;
  const span = widthPx - 2 * marginPx;
  const xOf = (seconds: number): number => marginPx + (durationS > 0 ? Math.min(1, seconds / durationS) * span : 0);
  const bottom = height - footerPx;
  const parts = [
    `<rect width="${widthPx}" height="${height}" fill="#14161a"/>`,
    textSvg(timeline.title, { x: marginPx, y: 26 }, { heightPx: 18, colour: ink }),
    textSvg(timeline.note, { x: marginPx, y: 58 }, { heightPx: 11, colour: ink, opacity: 0.65 }),
    ...rows.map((_, at) => rowBackground(at)),
    ...axis(durationS, xOf, bottom),
    ...timeline.cutsS.map((cutS) => cutMark(xOf(cutS), bottom)),
    ...rows.map((row, at) => rowSvg(row, at, durationS > 0, xOf)),
    textSvg(timeline.footer, { x: marginPx, y: bottom + 19 }, { heightPx: 11, colour: ink, opacity: 0.65 }),
  ];
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${widthPx}" height="${height}">${parts.join('')}</svg>`;
  const faces: OverlayOptions[] = [];
  for (const [at, row] of rows.entries()) {
    if (row.thumbnail === undefined) continue;
    const { width, height: side, data } = row.thumbnail;
    const raw = { width, height: side, channels: 3 } as const;
    const place = { left: Math.round(faceLeft(xOf(row.fromS))), top: rowsTopPx + at * rowPx + 8 };
    faces.push({ input: Buffer.from(data.buffer, data.byteOffset, data.length), raw, ...place });
  }
  return sharp(Buffer.from(svg)).composite(faces).png({ compressionLevel: 9 }).toBuffer();
}

/** The face stands where its track begins, and before the right margin. */
const faceLeft = (x: number): number => Math.min(x, widthPx - marginPx - thumbnailPx);

const shadeOf = (at: number): string => (at % 2 === 0 ? '#1d2027' : '#17191e');

function rowBackground(at: number): string {
  return `<rect y="${rowsTopPx + at * rowPx}" width="${widthPx}" height="${rowPx}" fill="${shadeOf(at)}"/>`;
}

function axis(durationS: number, xOf: (seconds: number) => number, bottom: number): string[] {
  return timeMarks(durationS, widthPx - 2 * marginPx).flatMap(({ timeS, label }) => {
    const x = xOf(timeS);
    const half = textWidth(label, 12) / 2;
    const middle = Math.min(widthPx - 8 - half, Math.max(8 + half, x));
    return [
      `<path d="M${x.toFixed(1)} ${axisTopPx + 20} V${bottom}" stroke="${ink}" stroke-opacity="0.14"/>`,
      textSvg(label, { x: middle, y: axisTopPx, anchor: 'middle' }, { heightPx: 12, colour: ink, opacity: 0.8 }),
    ];
  });
}

function cutMark(x: number, bottom: number): string {
  const line = `<path d="M${x.toFixed(1)} ${rowsTopPx - 6} V${bottom}" stroke="${cutColour}" stroke-width="1.5" stroke-dasharray="5 5"/>`;
  const head = `<path d="M${(x - 6).toFixed(1)} ${rowsTopPx - 14} h12 l-6 9 Z" fill="${cutColour}"/>`;
  return line + head;
}

function rowSvg(row: TimelineRow, at: number, hasTime: boolean, xOf: (seconds: number) => number): string {
  const top = rowsTopPx + at * rowPx;
  const halo = shadeOf(at);
  const colour = palette[row.person % palette.length] ?? ink;
  const [from, to] = [xOf(row.fromS), Math.max(xOf(row.toS), xOf(row.fromS) + 3)];
  const barTop = top + 8 + thumbnailPx + 10;
  const bar = (x1: number, x2: number, opacity: number, inset: number): string =>
    `<rect x="${x1.toFixed(1)}" y="${barTop + inset}" width="${Math.max(1, x2 - x1).toFixed(1)}" ` +
    `height="${barPx - 2 * inset}" rx="3" fill="${colour}" fill-opacity="${opacity}"/>`;
  const seen = seenStretches(row).map(([s, e]) => bar(xOf(s), xOf(e), 1, 0));
  const bars = hasTime ? [bar(from, to, 0.45, 3), ...seen] : [];
  const left = faceLeft(from);
  const longest = Math.max(textWidth(row.title, 14), textWidth(row.note, 11));
  const fitsRight = left + thumbnailPx + 14 + longest <= widthPx - 8;
  const text = fitsRight
    ? ({ x: left + thumbnailPx + 14, anchor: 'start' } as const)
    : ({ x: left - 14, anchor: 'end' } as const);
  const frame =
    `<rect x="${(left - 2).toFixed(1)}" y="${top + 6}" width="${thumbnailPx + 4}" height="${thumbnailPx + 4}" rx="4" ` +
    `fill="${colour}"/>`;
  return [
    ...bars,
    row.thumbnail === undefined ? '' : frame,
    textSvg(row.title, { ...text, y: top + 22 }, { heightPx: 14, colour, halo }),
    textSvg(row.note, { ...text, y: top + 50 }, { heightPx: 11, colour: ink, opacity: 0.75, halo }),
  ].join('');
}

/** What is left of a row between its gaps. */
function seenStretches({ fromS, toS, gapsS }: TimelineRow): (readonly [number, number])[] {
  const stretches: (readonly [number, number])[] = [];
  let start = fromS;
  for (const [gapFrom, gapTo] of gapsS) {
    if (gapFrom > start) stretches.push([start, gapFrom]);
    start = gapTo;
  }
  return [...stretches, [start, toS]];
}

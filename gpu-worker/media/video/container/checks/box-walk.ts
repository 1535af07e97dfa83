import { permanent } from '../../../../errors.ts';
import { placesOf } from './box-places.ts';
import { type Box, boxesIn } from './boxes.ts';
import type { ByteWindow } from './byte-window.ts';
import { claimsTooMuch, damaged } from './damage.ts';
import { checkEdits } from './edit-lists.ts';
import { type Fragments, noFragments, readTimeOfFragment, readTrackOfFragment } from './fragments.ts';
import { chargeItems, chargeTexts, checkKeys } from './name-boxes.ts';
import { checkRun } from './runs.ts';
import { checkTrackTables, isTable, type TrackTables } from './track-tables.ts';
import { openBudget, spend, type WorkBudget } from './work-budget.ts';

/** A day in fragments of a second has that many. */
const mostBoxes = 1_000_000;
/** A film of a dozen tracks has less than a thousand. */
const mostMovieBoxes = 20_000;

/** Reading a box of a fragment, in turns of a loop. */
const insideSteps = 500;

/** A track as far as it was read. */
interface Track {
  id: number;
  handler: 'vide' | 'soun' | undefined;
  /** Settings that make another kind of sound of what an entry names. */
  hasDecoderSettings: boolean;
  /** Looked at when all of the track was read: what it is may be said behind them. */
  tables: TrackTables | undefined;
}

/** A walk over a file's boxes, in the parser's steps. */
export interface BoxWalk {
  readonly window: ByteWindow;
  readonly budget: WorkBudget;
  readonly fragments: Fragments;
  readonly videoTracks: Set<number>;
  boxes: number;
  movieBoxes: number;
  isFragmented: boolean;
  track: Track | undefined;
}

export const openWalk = (window: ByteWindow): BoxWalk => ({
  window,
  budget: openBudget(window.sizeBytes),
  fragments: noFragments(),
  videoTracks: new Set(),
  boxes: 0,
  movieBoxes: 0,
  isFragmented: false,
  track: undefined,
});

type Visit = (walk: BoxWalk, box: Box) => Promise<void> | void;

const visitInside: Visit = (walk, box) => visitChildren(walk, box, box.type);
const refuseEncrypted: Visit = () => {
  throw permanent('SOURCE_UNSUPPORTED', 'The file is encrypted (DRM); export it without protection.');
};

/** What the parser reads; it passes over all else. */
const visits: Readonly<Record<string, Visit>> = {
  moov: visitInside,
  trak: visitTrack,
  mdia: visitInside,
  minf: visitInside,
  dinf: visitInside,
  edts: visitInside,
  wave: visitInside,
  stbl: visitSampleTable,
  tkhd: readTrackId,
  hdlr: readHandler,
  esds: ({ track }) => {
    if (track !== undefined) track.hasDecoderSettings = true;
  },
  elst: ({ window }, box) => checkEdits(window, box),
  mvex: (walk, box) => {
    walk.isFragmented = true;
    return visitChildren(walk, box, box.type);
  },
  moof: (walk, box) => {
    walk.fragments.inThis = 0;
    return visitChildren(walk, box, box.type);
  },
  traf: async (walk, box) => {
    Object.assign(walk.fragments, { track: -1, isTimed: false });
    await visitChildren(walk, box, box.type);
    if (!walk.fragments.isTimed) walk.fragments.untimed++;
  },
  trex: ({ fragments }) => {
    fragments.defaults++;
  },
  tfhd: ({ window, fragments, budget }, box) => readTrackOfFragment(window, box, fragments, budget),
  tfdt: ({ window, fragments }, box) => readTimeOfFragment(window, box, fragments),
  trun: ({ window, fragments, budget }, box) => checkRun(window, box, fragments, budget),
  udta: visitTexts,
  meta: visitMetadata,
  keys: ({ window, budget }, box) => checkKeys(window, box, budget),
  ilst: ({ window, budget }, box) => chargeItems(window, box, budget),
  sinf: refuseEncrypted,
  schm: refuseEncrypted,
  pssh: refuseEncrypted,
};

/**
 * Checks a box and those in it that the parser reads.
 * @param place the type of the box it lies in
 * @throws FacelineError SOURCE_UNREADABLE, SOURCE_UNSUPPORTED, SOURCE_TOO_LARGE
 */
export async function visitBox(walk: BoxWalk, box: Box, place: string): Promise<void> {
  if (placesOf[box.type]?.includes(place) === false)
    throw damaged(`a box "${box.type}" lies in "${place}", where none belongs`);
  await visits[box.type]?.(walk, box);
}

export function countBox(walk: BoxWalk, place: string): void {
  walk.boxes++;
  if (place === 'moof' || place === 'traf') spend(walk.budget, { steps: walk.fragments.tracks * insideSteps });
  if (place !== 'file' && place !== 'moof' && place !== 'traf') walk.movieBoxes++;
  if (walk.boxes > mostBoxes) throw permanent('SOURCE_UNSUPPORTED', `The file has more than ${mostBoxes} boxes.`);
  if (walk.movieBoxes > mostMovieBoxes) {
    throw permanent('SOURCE_UNSUPPORTED', `The file's header has more than ${mostMovieBoxes} boxes.`);
  }
}

async function visitChildren(walk: BoxWalk, parent: Box, place: string): Promise<void> {
  for await (const box of childrenOf(walk, parent, place)) await visitBox(walk, box, place);
}

async function* childrenOf(walk: BoxWalk, parent: Box, place: string): AsyncGenerator<Box> {
  for await (const box of boxesIn(walk.window, parent.contentStart, parent.end)) {
    countBox(walk, place);
    if (box.end > parent.end) {
      // What the parser passes over ends the box there, as padding does.
      if (placesOf[box.type] === undefined && visits[box.type] === undefined) return;
      throw claimsTooMuch(`a ${box.type} box claims ${box.end - box.start} bytes`);
    }
    yield box;
  }
}

async function visitTrack(walk: BoxWalk, box: Box): Promise<void> {
  const track: Track = { id: -1, handler: undefined, hasDecoderSettings: false, tables: undefined };
  walk.track = track;
  await visitChildren(walk, box, box.type);
  // Of other tracks the parser reads no tables.
  if (track.handler !== undefined && track.tables !== undefined) {
    const { window, budget } = walk;
    const { handler, tables } = track;
    const visitEntry = (inside: Box) => visitChildren(walk, inside, 'entry');
    const hasDecoderSettings = () => track.hasDecoderSettings;
    await checkTrackTables({ window, budget, handler, tables, visitEntry, hasDecoderSettings });
  }
  walk.track = undefined;
  if (track.handler !== undefined) walk.fragments.tracks++;
  if (track.handler === 'vide') walk.videoTracks.add(track.id);
}

async function readTrackId({ window, track }: BoxWalk, box: Box): Promise<void> {
  const bytes = await window.read(box.contentStart, 24);
  if (track !== undefined && bytes.length === 24) track.id = bytes.readUInt32BE(bytes[0] === 1 ? 20 : 12);
}

async function readHandler({ window, track }: BoxWalk, box: Box): Promise<void> {
  const type = (await window.read(box.contentStart + 8, 4)).toString('latin1');
  if (track === undefined || (type !== 'vide' && type !== 'soun')) return;
  if (track.handler !== undefined) throw damaged('a track says twice what it is of');
  track.handler = type;
}

async function visitSampleTable(walk: BoxWalk, table: Box): Promise<void> {
  const { track } = walk;
  if (track === undefined) return;
  if (track.tables !== undefined) throw damaged('a track has two stbl tables');
  const boxes: TrackTables = new Map();
  track.tables = boxes;
  for await (const box of childrenOf(walk, table, table.type)) {
    if (isTable(box.type)) {
      if (boxes.has(box.type)) throw damaged(`a track has two ${box.type} tables`);
      boxes.set(box.type, box);
    } else await visitBox(walk, box, table.type);
  }
}

/** A track's own texts are as long as their boxes. */
async function visitTexts(walk: BoxWalk, box: Box): Promise<void> {
  if (walk.track !== undefined) return;
  await chargeTexts(walk.window, box, walk.budget);
  for await (const child of childrenOf(walk, box, box.type)) {
    if (child.type === 'meta') await visitBox(walk, child, box.type);
  }
}

/** QuickTime's begins with a box, the other kind with a version of 0. */
async function visitMetadata(walk: BoxWalk, box: Box): Promise<void> {
  if (walk.track !== undefined) return;
  const word = await walk.window.read(box.contentStart, 4);
  const versionBytes = word.length === 4 && word.readUInt32BE(0) === 0 ? 4 : 0;
  await visitChildren(walk, { ...box, contentStart: box.contentStart + versionBytes }, box.type);
}

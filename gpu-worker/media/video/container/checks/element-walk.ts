import { permanent } from '../../../../errors.ts';
import type { ByteWindow } from './byte-window.ts';
import { damaged } from './damage.ts';
import { type Element, numberOf, readElement } from './elements.ts';
import { openBudget, spend, type WorkBudget } from './work-budget.ts';

/** Deeper than any element of Matroska lies. */
const mostDepth = 16;
/** Reading an element in memory, and looking at one in the file, in turns of a loop. */
export const elementSteps = 100;
export const lookSteps = 2000;
/** A segment names five places. */
const mostPlaces = 200;
/** Cues are sorted, and those of one time taken out one by one; clusters are put into their places. */
export const mostOutOfOrder = 1000;
/** What is put before every frame anew is the start of a header. */
const mostStrippedBytes = 1000;

/** Elements that the parser looks into, wherever it meets them. */
const holders: ReadonlySet<number> = new Set([
  0x4dbb, 0xae, 0xe0, 0x55b0, 0x7670, 0xe1, 0xbb, 0xb7, 0xa0, 0x75a1, 0xa6, 0x7373, 0x63c0, 0x67c8, 0x61a7, 0x6d80,
  0x6240, 0x5034,
]);
const ids = {
  seek: 0x4dbb,
  seekPosition: 0x53ac,
  trackEntry: 0xae,
  trackNumber: 0xd7,
  trackType: 0x83,
  cueTime: 0xb3,
  cueTrackPositions: 0xb7,
  cueTrack: 0xf7,
  stripped: 0x4255,
  clusterTime: 0xe7,
  fileUid: 0x46ae,
  attachedFile: 0x61a7,
  simpleTag: 0x67c8,
} as const;
const numbers: ReadonlySet<number> = new Set([
  ids.seekPosition,
  ids.trackNumber,
  ids.trackType,
  ids.cueTime,
  ids.cueTrack,
  ids.fileUid,
  ids.clusterTime,
]);
/** Heap that mediabunny 1.61 takes for one, beside its bytes. */
const heapBytes: Readonly<Record<number, number>> = {
  [ids.seek]: 60,
  [ids.trackEntry]: 1500,
  [ids.cueTrackPositions]: 90,
  [ids.simpleTag]: 300,
  [ids.attachedFile]: 500,
};
/** Texts, which are copied. */
const texts: ReadonlySet<number> = new Set([0x536e, 0x45a3, 0x4487, 0x466e, 0x467e, 0x4660, 0x86, 0x22b59c, 0x22b59d]);
export const blockIds = { simple: 0xa3, grouped: 0xa1 } as const;

/** What is known of a file's elements so far. */
export interface ElementWalk {
  readonly window: ByteWindow;
  readonly budget: WorkBudget;
  /** Numbers of the tracks of pictures. */
  readonly videoTracks: Set<number>;
  /** Tracks of pictures and sound: the parser goes through all clusters once for each. */
  trackCount: number;
  /** Where the seek head says that elements are. */
  readonly places: number[];
  strippedBytes: number;
  cueTime: number;
  cueTrack: number;
  outOfOrder: number;
  readonly latestCues: Map<number, number>;
  clusterTime: number;
  readonly latestClusters: Map<number, number>;
  track: TrackSoFar;
}

/** Each is said once, or the parser goes by another one than the checks. */
interface TrackSoFar {
  number: number | undefined;
  type: number | undefined;
}

export const openElementWalk = (window: ByteWindow): ElementWalk => ({
  window,
  budget: openBudget(window.sizeBytes),
  videoTracks: new Set(),
  trackCount: 0,
  places: [],
  strippedBytes: 0,
  cueTime: 0,
  cueTrack: -1,
  outOfOrder: 0,
  latestCues: new Map(),
  clusterTime: 0,
  latestClusters: new Map(),
  track: { number: undefined, type: undefined },
});

/** What else is to be done with an element. */
type VisitElement = (element: Element & { readonly dataBytes: number }) => Promise<void> | void;

/**
 * Walks the elements from `start` to `end`, and into those that the parser looks into.
 * @param ends ids before which the walk ends
 * @returns where it ended
 * @throws FacelineError SOURCE_UNREADABLE, SOURCE_TOO_LARGE
 */
export async function walkElements(
  walk: ElementWalk,
  range: { readonly start: number; readonly end: number; readonly depth?: number; readonly ends?: ReadonlySet<number> },
  visit?: VisitElement,
): Promise<number> {
  const { start, end, depth = 0, ends } = range;
  if (depth > mostDepth) throw damaged('its elements lie in one another without end');
  let position = start;
  for (;;) {
    const element = await readElement(walk.window, position, end);
    if (element === undefined || ends?.has(element.id)) return position;
    const { id, dataStart, dataBytes } = element;
    // The parser stops there with an error.
    if (dataBytes === undefined) return end;
    await readMetadata(walk, { ...element, dataBytes });
    await visit?.({ ...element, dataBytes });
    if (holders.has(id)) {
      if (dataStart + dataBytes > end) return end;
      await walkElements(walk, { start: dataStart, end: dataStart + dataBytes, depth: depth + 1 }, visit);
      closeElement(walk, id);
    }
    position = dataStart + dataBytes;
  }
}

async function readMetadata(walk: ElementWalk, { id, dataStart, dataBytes }: Element & { readonly dataBytes: number }) {
  const { window, budget } = walk;
  spend(budget, { bytes: (heapBytes[id] ?? 0) + (texts.has(id) ? dataBytes : 0), steps: elementSteps });
  if (numbers.has(id) && dataBytes > 8) throw damaged(`a number of ${dataBytes} bytes`);
  const number = async () => numberOf(await window.read(dataStart, dataBytes));
  const first = (before: number | undefined) => {
    if (before !== undefined) throw damaged('a track says twice what it is');
    return number();
  };
  if (id === ids.trackEntry) walk.track = { number: undefined, type: undefined };
  else if (id === ids.trackNumber) walk.track.number = await first(walk.track.number);
  else if (id === ids.trackType) walk.track.type = await first(walk.track.type);
  else if (id === ids.seekPosition) walk.places.push(await number());
  else if (id === ids.cueTime) walk.cueTime = await number();
  else if (id === ids.cueTrack) walk.cueTrack = await number();
  else if (id === ids.clusterTime) walk.clusterTime = await number();
  else if (id === ids.stripped) walk.strippedBytes += dataBytes;
  if (walk.places.length > mostPlaces) throw damaged(`it names more than ${mostPlaces} places in itself`);
  if (walk.strippedBytes > mostStrippedBytes) {
    throw permanent('SOURCE_UNSUPPORTED', `More than ${mostStrippedBytes} bytes are to be put before every frame.`);
  }
}

function closeElement(walk: ElementWalk, id: number): void {
  if (id === ids.trackEntry && (walk.track.type === 1 || walk.track.type === 2)) {
    walk.trackCount++;
    if (walk.track.type === 1) walk.videoTracks.add(walk.track.number ?? -1);
  }
  if (id !== ids.cueTrackPositions) return;
  const latest = walk.latestCues.get(walk.cueTrack) ?? -1;
  if (walk.cueTime <= latest && ++walk.outOfOrder > mostOutOfOrder) throw damaged('its cues are out of order');
  walk.latestCues.set(walk.cueTrack, Math.max(latest, walk.cueTime));
}

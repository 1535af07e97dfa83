import { permanent } from '../../../../errors.ts';
import type { ByteWindow } from './byte-window.ts';
import type { Look } from './check-boxes.ts';
import { checkCluster, findEnd } from './clusters.ts';
import { damaged } from './damage.ts';
import { blockIds, type ElementWalk, lookSteps, openElementWalk, walkElements } from './element-walk.ts';
import { type Element, elementIds, readElement, segmentIds } from './elements.ts';
import { spend } from './work-budget.ts';

/** Films that were joined by joining their files. */
const mostSegments = 16;
/** The parser holds an element of the header; covers and fonts lie there. */
const mostHeaderBytes = 128_000_000;
const strayBlockBytes = 300;
/** As far as the parser looks for the next element behind what is none. */
const mostJunkBytes = 10 * 2 ** 20;
const junkStepsPerByte = 100;
/** Bytes at the end of what it looks through in which the parser finds nothing, and does not stop looking. */
const blindBytes = 8;

/**
 * Checks of mkv and webm files that mediabunny does not make. They follow the parser: from the header to the places
 * that it names, and through the clusters.
 * @throws FacelineError SOURCE_UNREADABLE, SOURCE_UNSUPPORTED, SOURCE_TOO_LARGE
 */
export async function checkElements(window: ByteWindow, look: Look): Promise<void> {
  const walk = openElementWalk(window);
  let segments = 0;
  let position = 0;
  for (;;) {
    const element = await readElement(window, position, window.sizeBytes);
    if (element === undefined) return;
    spend(walk.budget, { steps: lookSteps });
    const end = element.dataStart + (element.dataBytes ?? Number.POSITIVE_INFINITY);
    if (element.id === elementIds.segment) {
      if (++segments > mostSegments) {
        throw permanent('SOURCE_UNSUPPORTED', `The file has more than ${mostSegments} segments.`);
      }
      await checkSegment(walk, { start: element.dataStart, end: Math.min(end, window.sizeBytes) }, look);
    } else if (element.id === elementIds.cluster) {
      // Clusters behind a segment are taken for its own, whatever size it says.
      await checkClusters(walk, { start: position, end: window.sizeBytes }, look);
      return;
    }
    if (!Number.isFinite(end)) return;
    position = end;
  }
}

interface Range {
  readonly start: number;
  readonly end: number;
}

async function checkSegment(walk: ElementWalk, segment: Range, look: Look): Promise<void> {
  const { window } = walk;
  walk.places.length = 0;
  // Each segment has cues and clusters of its own.
  walk.latestCues.clear();
  walk.latestClusters.clear();
  const visited = new Set<number>();
  let clustersStart = segment.start;
  let position = segment.start;
  for (;;) {
    const element = await nextElement(walk, position, segment.end);
    if (element?.id === elementIds.cluster) clustersStart = element.start;
    if (element === undefined || element.id === elementIds.cluster) break;
    await visitHeader(walk, element, visited);
    if (element.dataBytes === undefined) break;
    position = element.dataStart + element.dataBytes;
  }
  // Places may be found at places.
  for (let number = 0; number < walk.places.length; number++) {
    const start = segment.start + (walk.places[number] ?? 0);
    const element = await readElement(window, start, window.sizeBytes);
    if (element !== undefined && element.id !== elementIds.cluster) await visitHeader(walk, element, visited);
  }
  await checkClusters(walk, { start: clustersStart, end: segment.end }, look);
}

async function visitHeader(walk: ElementWalk, element: Element, visited: Set<number>): Promise<void> {
  const { start, dataStart, dataBytes } = element;
  if (!segmentIds.has(element.id) || dataBytes === undefined || dataStart + dataBytes > walk.window.sizeBytes) return;
  if (visited.has(start)) return;
  visited.add(start);
  if (dataBytes > mostHeaderBytes) {
    throw permanent(
      'SOURCE_UNSUPPORTED',
      `An element of the file's header is larger than ${mostHeaderBytes / 1e6} MB.`,
    );
  }
  if (element.id === elementIds.chapters) return;
  await walkElements(walk, { start: dataStart, end: dataStart + dataBytes }, ({ id }) => {
    // They belong in a cluster; elsewhere the parser keeps them for good.
    if (id === blockIds.simple || id === blockIds.grouped) spend(walk.budget, { bytes: strayBlockBytes });
  });
}

async function checkClusters(walk: ElementWalk, { start, end }: Range, look: Look): Promise<void> {
  const seen = new Map<number, number>();
  const tracks = Math.max(1, walk.trackCount);
  let position = start;
  for (;;) {
    const element = await nextElement(walk, position, end);
    if (element === undefined) return;
    spend(walk.budget, { steps: tracks * lookSteps });
    if (element.id === elementIds.cluster) {
      position = await checkCluster(walk, element, end, seen);
      if (look === 'header' && [...walk.videoTracks].every((track) => (seen.get(track) ?? 0) > 1)) return;
    } else if (element.dataBytes === undefined) position = await findEnd(walk, element, end);
    else position = element.dataStart + element.dataBytes;
  }
}

/**
 * The next element of a segment, found again behind what is none.
 * @throws FacelineError SOURCE_UNREADABLE where the parser would look for it without end
 */
async function nextElement(walk: ElementWalk, start: number, end: number): Promise<Element | undefined> {
  const { window } = walk;
  const element = await readElement(window, start, end);
  if (element !== undefined && (segmentIds.has(element.id) || element.id === elementIds.void)) return element;
  const until = Math.min(end, start + mostJunkBytes);
  const found = await findElement(window, start, until);
  const junkBytes = Math.max(0, (found ?? until) - start);
  spend(walk.budget, { steps: Math.max(1, walk.trackCount) * junkBytes * junkStepsPerByte });
  if (found === undefined || found >= until - blindBytes) {
    if (until - start < blindBytes) return undefined;
    throw damaged(`the ${until - start} bytes from ${start} on are no part of a film`);
  }
  const next = await readElement(window, found, end);
  if (next === undefined) throw damaged(`the element at byte ${found} says no size`);
  return next;
}

async function findElement(window: ByteWindow, start: number, until: number): Promise<number | undefined> {
  for (let position = start; position + 4 <= until; position += 4093) {
    const bytes = await window.read(position, 4096);
    for (let at = 0; at + 4 <= bytes.length && position + at < until; at++) {
      if ((bytes[at] ?? 0) >> 4 === 1 && segmentIds.has(bytes.readUInt32BE(at))) return position + at;
    }
  }
  return undefined;
}

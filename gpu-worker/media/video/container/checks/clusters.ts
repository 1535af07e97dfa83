import { permanent } from '../../../../errors.ts';
import { damaged } from './damage.ts';
import { blockIds, type ElementWalk, elementSteps, lookSteps, mostOutOfOrder, walkElements } from './element-walk.ts';
import { type Element, elementIds, numberOf, readElement, segmentIds, widthOf } from './elements.ts';
import { spend } from './work-budget.ts';

/** The parser holds two of them. Half a minute of the largest video that is taken has less. */
const mostClusterBytes = 64_000_000;
/** A minute of pictures and sound; each is an object of the parser. */
const mostInCluster = 100_000;
/** The parser copies a cluster's bytes, so many in a turn of a loop. */
const copiedBytes = 16;
/** The most that a block says to hold, in a byte. */
const mostInBlock = 256;

/** Ends of a cluster whose own size is not to be trusted. */
const ends: ReadonlySet<number> = new Set([...segmentIds, elementIds.segment, elementIds.ebml]);

/**
 * Checks a cluster's blocks: each may hold many frames in a few bytes.
 * @param seen packets by track, to which the cluster's are added
 * @returns where the parser takes it to end
 * @throws FacelineError SOURCE_UNREADABLE, SOURCE_UNSUPPORTED, SOURCE_TOO_LARGE
 */
export async function checkCluster(
  walk: ElementWalk,
  cluster: Element,
  segmentEnd: number,
  seen: Map<number, number>,
): Promise<number> {
  const { window, budget } = walk;
  const tracks = Math.max(1, walk.trackCount);
  const end =
    cluster.dataBytes === undefined ? await findEnd(walk, cluster, segmentEnd) : cluster.dataStart + cluster.dataBytes;
  // It is passed over then.
  if (end > window.sizeBytes) return end;
  const bytes = end - cluster.dataStart;
  if (bytes > mostClusterBytes) {
    throw permanent('SOURCE_UNSUPPORTED', `A cluster of the file is larger than ${mostClusterBytes / 1e6} MB.`);
  }
  spend(budget, { steps: (tracks * bytes) / copiedBytes });
  const before = budget.spent.steps;
  let frames = 0;
  let laced = 0;
  walk.clusterTime = 0;
  const starts = new Map<number, number>();
  const ended = await walkElements(
    walk,
    { start: cluster.dataStart, end, ends },
    async ({ id, dataStart, dataBytes }) => {
      if (id !== blockIds.simple && id !== blockIds.grouped) return;
      const block = await readBlock(walk, dataStart, dataBytes);
      frames += block.frames;
      if (block.frames > 1) laced += block.frames;
      if (frames > mostInCluster) {
        throw permanent('SOURCE_UNSUPPORTED', `A cluster of the file has more than ${mostInCluster} frames.`);
      }
      spend(budget, { packets: block.frames });
      starts.set(block.track, Math.min(block.time, starts.get(block.track) ?? block.time));
      seen.set(block.track, (seen.get(block.track) ?? 0) + block.frames);
    },
  );
  // Every frame of a block that holds several is put into its place, and the others are moved.
  const steps = budget.spent.steps - before + frames * elementSteps + laced * frames;
  spend(budget, { steps: (tracks - 1) * steps + frames * elementSteps + laced * frames });
  checkOrder(walk, starts);
  return ended;
}

/** @param starts when the first block of each track is, from the cluster's own time on */
function checkOrder(walk: ElementWalk, starts: ReadonlyMap<number, number>): void {
  for (const [track, start] of starts) {
    const time = walk.clusterTime + start;
    const latest = walk.latestClusters.get(track) ?? Number.NEGATIVE_INFINITY;
    if (time <= latest && ++walk.outOfOrder > mostOutOfOrder) throw damaged('its clusters are out of order');
    walk.latestClusters.set(track, Math.max(latest, time));
  }
}

async function readBlock({ window, strippedBytes }: ElementWalk, start: number, length: number) {
  const header = await window.read(start, 12);
  const trackBytes = widthOf(header[0]);
  if (trackBytes === 0 || length < trackBytes + 3) throw damaged('a block of the file is cut short');
  const track = numberOf(header.subarray(1, trackBytes), (header[0] ?? 0) & ((0x80 >> (trackBytes - 1)) - 1));
  const isLaced = ((header[trackBytes + 2] ?? 0) & 0x06) !== 0;
  // Where something is put before the frames, that says how many they are.
  const inBlock = strippedBytes > 0 ? mostInBlock : (header[trackBytes + 3] ?? 0) + 1;
  return { track, time: header.readInt16BE(trackBytes), frames: isLaced ? inBlock : 1 };
}

/** Where an element of a segment ends that does not say so: at the next of its own rank. */
export async function findEnd(walk: ElementWalk, { dataStart }: Element, segmentEnd: number): Promise<number> {
  let position = dataStart;
  for (;;) {
    const element = await readElement(walk.window, position, segmentEnd);
    if (element === undefined) return segmentEnd;
    if (ends.has(element.id)) return position;
    if (element.dataBytes === undefined) throw damaged('an element of a cluster says no size');
    spend(walk.budget, { steps: Math.max(1, walk.trackCount) * lookSteps });
    position = element.dataStart + element.dataBytes;
  }
}

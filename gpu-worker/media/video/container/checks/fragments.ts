import type { Box } from './boxes.ts';
import type { ByteWindow } from './byte-window.ts';
import { damaged } from './damage.ts';
import { spend, type WorkBudget } from './work-budget.ts';

/** Fragments are found by their time, so each that is earlier than the one before costs a shift of all. */
export const mostOutOfOrder = 1000;
/** Looking at one box of the file's top level, in turns of a loop. */
const boxSteps = 2000;
/** Looking for a track by its number, in turns of a loop. */
const findSteps = 4;

/** What is known of a file's fragments so far. */
export interface Fragments {
  /** Tracks of the film: the parser goes through all fragments once for each. */
  tracks: number;
  topBoxes: number;
  /** `trex` boxes, among which each part of a fragment looks for its own. */
  defaults: number;
  samples: number;
  /** Of the fragment that is being looked at. */
  inThis: number;
  track: number;
  /** Fragments of a track that do not say when they begin: each is looked up in the index. */
  untimed: number;
  isTimed: boolean;
  outOfOrder: number;
  readonly latestTimes: Map<number, number>;
  readonly packets: Map<number, number>;
}

export const noFragments = (): Fragments => ({
  tracks: 0,
  topBoxes: 0,
  defaults: 0,
  samples: 0,
  inThis: 0,
  track: -1,
  untimed: 0,
  isTimed: false,
  outOfOrder: 0,
  latestTimes: new Map(),
  packets: new Map(),
});

/** Charges the looks at the boxes of the file's top level. @throws FacelineError SOURCE_TOO_LARGE */
export const chargeTopBoxes = ({ tracks, topBoxes }: Fragments, budget: WorkBudget): void =>
  spend(budget, { steps: tracks * topBoxes * boxSteps });

/** @throws FacelineError SOURCE_TOO_LARGE */
export async function readTrackOfFragment(
  window: ByteWindow,
  box: Box,
  fragments: Fragments,
  budget: WorkBudget,
): Promise<void> {
  const header = await window.read(box.contentStart, 8);
  if (header.length === 8) fragments.track = header.readUInt32BE(4);
  spend(budget, { steps: fragments.tracks * (fragments.tracks + fragments.defaults) * findSteps });
}

/** @throws FacelineError SOURCE_UNREADABLE where many fragments are earlier than those before them */
export async function readTimeOfFragment(window: ByteWindow, box: Box, fragments: Fragments): Promise<void> {
  const header = await window.read(box.contentStart, 12);
  if (header.length < 8) return;
  const isWide = header[0] !== 0 && header.length === 12;
  const time = isWide ? Number(header.readBigUInt64BE(4)) : header.readUInt32BE(4);
  fragments.isTimed = true;
  const latest = fragments.latestTimes.get(fragments.track) ?? 0;
  if (time < latest) fragments.outOfOrder++;
  fragments.latestTimes.set(fragments.track, Math.max(time, latest));
  if (fragments.outOfOrder > mostOutOfOrder) throw damaged('its fragments are out of order');
}

import type { Box } from './boxes.ts';
import type { ByteWindow } from './byte-window.ts';
import { type SampleEntry, sampleEntries } from './sample-entries.ts';
import { checkSampleTables, type PacketsOf, type TableName, tableShapes } from './sample-tables.ts';
import type { WorkBudget } from './work-budget.ts';

const pcmEntries = /^(twos|sowt|raw |in24|in32|fl32|fl64|ipcm|fpcm|lpcm|ulaw|alaw)$/i;
/** Its boxes say what it is. */
const encryptedSound = /^enca$/i;

/** What lies in an `stbl` box, each once. */
export type TrackTables = Map<TableName | 'stsd', Box>;

export const isTable = (type: string): type is TableName | 'stsd' =>
  type === 'stsd' || Object.hasOwn(tableShapes, type);

/**
 * Checks a track's descriptions and its tables.
 * @param track.visitEntry looks at the boxes of a description
 * @param track.hasDecoderSettings whether, all of them looked at, the track has settings of a decoder
 * @throws FacelineError SOURCE_UNREADABLE, SOURCE_UNSUPPORTED, SOURCE_TOO_LARGE
 */
export async function checkTrackTables(track: {
  readonly window: ByteWindow;
  readonly budget: WorkBudget;
  readonly handler: 'vide' | 'soun';
  readonly tables: TrackTables;
  readonly visitEntry: (inside: Box) => Promise<void>;
  readonly hasDecoderSettings: () => boolean;
}): Promise<void> {
  const { window, budget, handler, tables } = track;
  const boxes = new Map<TableName, Box>();
  for (const [name, box] of tables) if (name !== 'stsd') boxes.set(name, box);
  const description = tables.get('stsd');
  const entries = description === undefined ? [] : await sampleEntries(window, description, handler);
  for (const { inside } of entries) await track.visitEntry(inside);
  const packetsOf = handler === 'vide' ? 'samples' : packetsOfSound(entries, track.hasDecoderSettings());
  await checkSampleTables(window, { boxes, packetsOf }, budget);
}

/** The parser makes one packet a chunk of plain sound; where it is not certain what it takes it for, either may be. */
function packetsOfSound(entries: readonly SampleEntry[], hasDecoderSettings: boolean): PacketsOf {
  if (!entries.some(({ type }) => pcmEntries.test(type) || encryptedSound.test(type))) return 'samples';
  const [entry, ...more] = entries;
  const isCertain = more.length === 0 && entry?.isPlain === true && pcmEntries.test(entry.type) && !hasDecoderSettings;
  return isCertain ? 'chunks' : 'either';
}

import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type FaceSearch, type FaceSearchSettings, openFaceSearch } from '../../../gpu-worker/inspect/face-search.ts';
import { inspectFile } from '../../../gpu-worker/inspect/inspect-file.ts';
import type { Inspection } from '../../../gpu-worker/inspect/tell-tracks.ts';
import { timelineOf, timelinePictures } from '../../../gpu-worker/inspect/timeline-of.ts';
import { drawTimeline } from '../../../gpu-worker/media/image/draw-timeline.ts';
import { atPhase } from '../../../gpu-worker/phases.ts';
import { exitCodes } from '../exit-codes.ts';
import { makeFolder, tryFolder } from '../make-folder.ts';
import { runShown } from '../progress/run-shown.ts';
import { placeFile, refuseTaken } from '../results/refuse-taken.ts';
import { mapText, ruleFor } from './inspect-map.ts';
import { inspectText } from './inspect-text.ts';

export interface InspectRequest {
  readonly file: string;
  /** How faces are searched; absent: not at all. */
  readonly search?: Omit<FaceSearchSettings, 'embed'>;
  /** Folder for the timeline and the map. */
  readonly out?: string | undefined;
  /** Whether files of an earlier look are replaced. */
  readonly force: boolean;
  readonly json: boolean;
  /** No progress and no notes. */
  readonly quiet: boolean;
}

const outNames = ['timeline.png', 'map.json'] as const;

/** Looks at a file and prints what it is and who is in it. @returns the exit code */
export function runInspect({ file, search: wanted, out, force, json, quiet }: InspectRequest): Promise<number> {
  return runShown({ json, quiet }, async (view, signal) => {
    // Before the work: a folder that cannot be made is known at once, and so is a map that somebody has edited.
    if (out !== undefined) {
      refuseTaken(
        outNames.map((name) => path.join(out, name)),
        [file],
        force,
        wanted?.models,
      );
      tryFolder('--out', out);
    }
    view.begin(path.basename(file));
    if (wanted !== undefined) view.update(atPhase('models'));
    const search = wanted === undefined ? undefined : await openFaceSearch({ ...wanted, embed: true }, signal);
    try {
      const found = await inspectFile(file, {
        ...(search === undefined ? {} : { search }),
        ...(out === undefined ? {} : { pictures: timelinePictures }),
        signal,
        onProgress: (frames) => view.update({ phase: 'frames', ...frames }),
      });
      view.say(path.basename(file));
      process.stdout.write(json ? asJson(found, search) : inspectText(found));
      for (const note of found.notes) view.say(note);
      for (const written of await writeFiles(found, out, force)) view.say(`  ${path.relative(process.cwd(), written)}`);
      return exitCodes.done;
    } finally {
      await search?.close();
    }
  });
}

/** The timeline, and a map where there is anybody to name. @returns their paths */
async function writeFiles(found: Inspection, out: string | undefined, force: boolean): Promise<string[]> {
  const { faces } = found;
  if (out === undefined || faces === undefined) return [];
  makeFolder('--out', out);
  const write = async (name: string, content: string | Uint8Array): Promise<string> => {
    const file = path.join(out, name);
    const part = `${file}.${process.pid}.part`;
    await writeFile(part, content, { flag: 'wx' });
    await placeFile(part, file, force);
    return file;
  };
  const [timelineName, mapName] = outNames;
  const timeline = await write(timelineName, await drawTimeline(timelineOf({ ...found, faces })));
  if (faces.tracks.length === 0) return [timeline];
  return [timeline, await write(mapName, mapText(faces.tracks))];
}

function asJson({ faces, ...found }: Inspection, search: FaceSearch | undefined): string {
  const tracks = faces?.tracks.map(({ thumbnail, ...track }) => ({ ...track, rule: ruleFor(track) }));
  const document = {
    ...found,
    ...(faces === undefined
      ? {}
      : { faces: { ...faces, facesPerFrame: Object.fromEntries(faces.facesPerFrame), tracks } }),
    ...(search === undefined ? {} : { models: search.models.map(({ name, licence }) => ({ name, licence })) }),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

import path from 'node:path';
import { compareFiles } from '../../../gpu-worker/compare/compare-files.ts';
import type { ComparedMedia, CompareSettings } from '../../../gpu-worker/compare/compared-media.ts';
import { growBox } from '../../../gpu-worker/compare/region-sum.ts';
import { collectFigures, type FiguresSummary } from '../../../gpu-worker/compare/summarise-figures.ts';
import { type FaceSearch, type FaceSearchSettings, openFaceSearch } from '../../../gpu-worker/inspect/face-search.ts';
import { atPhase } from '../../../gpu-worker/phases.ts';
import { exitCodes } from '../exit-codes.ts';
import { runShown } from '../progress/run-shown.ts';
import { type Gate, gateProblems } from './compare-gate.ts';
import { asJsonFigure, type ComparedRow, compareTable } from './compare-rows.ts';
import { openCsv } from './write-csv.ts';

export interface CompareRequest {
  readonly a: string;
  readonly b: string;
  /** How the face boxes of `a` are found; absent: only the whole picture counts. */
  readonly search?: Omit<FaceSearchSettings, 'embed'>;
  /** Share of its size by which a box is wider on every side. */
  readonly grow: number;
  readonly frames?: number | undefined;
  readonly json: boolean;
  /** No progress and no notes. */
  readonly quiet: boolean;
  readonly csv?: string | undefined;
  /** Whether the CSV may take the place of another. */
  readonly force: boolean;
  readonly gate: Gate;
}

/** Compares two files and prints how they differ. @returns the exit code */
export function runCompare(request: CompareRequest): Promise<number> {
  return runShown(request, async (view, signal) => {
    view.begin(`${path.basename(request.a)} and ${path.basename(request.b)}`);
    if (request.search !== undefined) view.update(atPhase('models'));
    const search =
      request.search === undefined ? undefined : await openFaceSearch({ ...request.search, embed: false }, signal);
    const csv = request.csv === undefined ? undefined : openCsv(request.csv, search !== undefined, request.force);
    const rows: ComparedRow[] = [];
    const collector = collectFigures();
    try {
      const media = await compareFiles(
        request.a,
        request.b,
        {
          ...(search === undefined ? {} : boxFinder(search, request.grow)),
          frames: request.frames,
          signal,
          onProgress: (frames) => view.update({ phase: 'frames', ...frames }),
        },
        async ({ frame, timeS, faces, difference }) => {
          const row = { frame, timeS, faces, figures: collector.add(frame, timeS, difference) };
          if (request.json) rows.push(row);
          await csv?.write(row);
        },
      );
      await csv?.finish();
      const summary = collector.summary();
      const problems = gateProblems(request.gate, summary);
      if (request.json) process.stdout.write(asJson({ request, media, summary, rows, search, problems }));
      else tell({ request, media, summary, search }, view.say);
      // Why it ends with 4 is an error, which --quiet does not keep; in JSON it stands already.
      for (const problem of problems) view.tell(problem);
      return problems.length === 0 ? exitCodes.done : exitCodes.below;
    } finally {
      await Promise.all([search?.close(), csv?.discard()]);
    }
  });
}

function boxFinder({ pool }: FaceSearch, grow: number): Pick<CompareSettings, 'findBoxes'> {
  return {
    findBoxes: async (memory, layout) => {
      const { faces } = await pool.analyse(memory, layout, false);
      return faces.map(({ box }) => growBox(box, grow));
    },
  };
}

interface Compared {
  readonly request: CompareRequest;
  readonly media: ComparedMedia;
  readonly summary: FiguresSummary;
  readonly search: FaceSearch | undefined;
}

function tell({ request, media, summary, search }: Compared, say: (text: string) => void): void {
  const { width, height, frames, kind } = media;
  const what = kind === 'image' ? 'two images' : `${frames} ${frames === 1 ? 'frame' : 'frames'} each`;
  say(`${path.basename(request.a)} and ${path.basename(request.b)}: ${what}, ${width}×${height}`);
  process.stdout.write(compareTable(summary));
  if (summary.identicalFrames > 0) say(`${summary.identicalFrames} of ${frames} frames are identical.`);
  for (const note of notesOf({ media, summary, search })) say(note);
}

function notesOf({ media, summary, search }: Omit<Compared, 'request'>): string[] {
  const withFaces = summary.regions.inside?.frames ?? 0;
  const found =
    withFaces === 0
      ? 'No face was found in the first file: there is no inside and no outside.'
      : `Faces were found in ${withFaces} of ${media.frames} frames of the first file.`;
  return search === undefined ? [...media.notes] : [...media.notes, found];
}

function asJson(
  given: Compared & { readonly rows: readonly ComparedRow[]; readonly problems: readonly string[] },
): string {
  const { request, media, summary, rows, search, problems } = given;
  const { kind, width, height, rotation, frames } = media;
  const { region, leastPsnr, leastSsim } = request.gate;
  const isGated = leastPsnr !== undefined || leastSsim !== undefined;
  const document = {
    a: request.a,
    b: request.b,
    ...{ kind, width, height, rotation, frames },
    identicalFrames: summary.identicalFrames,
    boxes: search === undefined ? 'none' : 'detect',
    ...(search === undefined
      ? {}
      : { grow: request.grow, models: search.models.map(({ name, licence }) => ({ name, licence })) }),
    regions: summary.regions,
    ...(isGated ? { gate: { region, leastPsnr, leastSsim, problems } } : {}),
    notes: notesOf({ media, summary, search }),
    perFrame: rows.map(({ figures, ...row }) => ({ ...row, ...figures })),
  };
  return `${JSON.stringify(document, asJsonFigure, 2)}\n`;
}

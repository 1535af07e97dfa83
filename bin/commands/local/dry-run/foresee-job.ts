import type { FaceTask } from '../../../../contract/face-task.ts';
import { uploadMetadata } from '../../../../contract/upload-metadata.ts';
import { makeTask } from '../../../../functions/intake/make-task.ts';
import { catalog } from '../../../../gpu-worker/catalog/catalog.ts';
import { neededModels } from '../../../../gpu-worker/catalog/needed-models.ts';
import { FacelineError, permanent } from '../../../../gpu-worker/errors.ts';
import { type OpenedMedia, openMedia } from '../../../../gpu-worker/media/open-media.ts';
import { missingModels } from '../../../../gpu-worker/models/files/missing-models.ts';
import { openModelSource } from '../../../../gpu-worker/models/files/model-source.ts';
import { enforceLicences } from '../../../../gpu-worker/models/licences/licence.ts';
import { screeningModels } from '../../../../gpu-worker/screening/screening.ts';
import { needsTracks } from '../../../../gpu-worker/task/first-pass/needs-tracks.ts';
import { type ForeseenModel, foreseeModels } from '../../../../gpu-worker/task/foresee-models.ts';
import { enlargement } from '../../../../gpu-worker/task/output-layout.ts';
import { pieceReport, wishedPiece } from '../../../../gpu-worker/task/piece-of-task.ts';
import type { LocalJob } from '../../asked/files-of-job.ts';
import { namePersons } from '../../asked/name-persons.ts';
import { asStartedHere } from '../../faceline-command.ts';
import { keyFor, localBuckets } from '../../upload-names.ts';
import { localAdvice } from '../../words/local-advice.ts';
import type { LocalPipeline } from '../local-pipeline.ts';
import { localIntake } from '../submit-local.ts';
import type { ForeseenMedia, Foresight } from './foresight.ts';
import { sizeOf, timeOf, tryFrames } from './try-frames.ts';

/** What {@link foreseeJob} finds out; where results go is not its business. */
export type ForeseenJob = Omit<Foresight, 'results'>;

/**
 * Finds out what a job would do, in the order in which a run would find out why not: the wish, the file, the models,
 * and then by trying a few frames.
 * @param openPipeline called where there is something to try; what it makes is thrown away
 * @throws whatever is no foreseen failure
 */
export async function foreseeJob(
  job: LocalJob,
  models: string,
  openPipeline: () => Promise<Pick<LocalPipeline, 'run' | 'forget'>>,
): Promise<ForeseenJob> {
  let known: ForeseenJob = { target: job.target, models: [], notes: [] };
  try {
    const task = await taskOf(job);
    const { identities, analysis, processors, encoder, use } = task;
    const passes = task.source.kind === 'video' && needsTracks(task) ? 2 : 1;
    known = {
      ...known,
      task: { identities, analysis, processors, encoder, ...(use === undefined ? {} : { use }), passes },
    };
    const media = await openMedia(job.target, wishedPiece(task));
    const facts = media.kind === 'video' ? media.facts : undefined;
    known = { ...known, sizeBytes: media.sizeBytes, media: mediaOf(media), notes: facts?.notes ?? [] };
    const source = openModelSource(models);
    const screening = await screeningModels(source, 'auto');
    const foreseen = await foreseeModels(models, [...neededModels(task), ...screening.needed]);
    known = { ...known, models: foreseen };
    const licences = new Map(foreseen.map(({ name, licence }) => [name, licence]));
    enforceLicences(catalog, use, [...licences.keys()], (name) => licences.get(name));
    const problem = modelsProblem(models, foreseen);

    const pipeline = await openPipeline();
    const trial = problem === undefined ? await tryFrames(pipeline, job, facts) : {};
    const { result, warmUp, error, note } = trial;
    if (note !== undefined) known = { ...known, notes: [...known.notes, note] };
    if (error !== undefined) throw permanent(error.code, error.message);
    const frames = known.media?.frames ?? 1;
    if (result !== undefined) known = { ...known, persons: result.persons, time: timeOf(result, frames, warmUp) };
    const isPicture = task.preview !== undefined;
    const size =
      isPicture && result === undefined
        ? undefined
        : await sizeOf(pipeline, job, facts, result, enlargement(processors));
    if (size !== undefined) known = { ...known, size };
    if (problem !== undefined) throw problem;
    return known;
  } catch (thrown) {
    if (!(thrown instanceof FacelineError)) throw thrown;
    const { code, message } = thrown;
    return { ...known, refusal: { code, message: asStartedHere(message), advice: asStartedHere(localAdvice[code]) } };
  }
}

/** The task that the intake would make. @throws FacelineError with what it would refuse */
async function taskOf(job: LocalJob): Promise<FaceTask> {
  const { person, identities } = await namePersons(job.photos, job.map);
  const { target, preset, options } = job;
  const metadata = uploadMetadata({ person, identities, preset, options });
  const upload = { bucket: localBuckets.input, key: keyFor('local', target), etag: 'none', metadata };
  const made = makeTask(upload, localIntake, new Date());
  if (made.kind === 'task') return made.task;
  throw made.kind === 'refused' ? permanent(made.code, made.message) : new Error(made.reason);
}

function mediaOf(media: OpenedMedia): ForeseenMedia {
  if (media.kind === 'image') {
    const { width, height, format } = media.image;
    return { kind: 'image', width, height, codec: format, frames: 1, durationS: 0, audio: [] };
  }
  const { width, height, codec, timestamps, durationS, audio } = media.facts;
  const carried = audio.flatMap((track) => (track.codec === undefined || track.packets === 0 ? [] : [track.codec]));
  const piece = pieceReport(media.facts);
  return { kind: 'video', width, height, codec, frames: timestamps.length, durationS, audio: carried, ...piece };
}

/** What of the models a run would stop at: all that are missing, or the first that is not what it was. */
function modelsProblem(folder: string, models: readonly ForeseenModel[]): FacelineError | undefined {
  const missing = missingModels(folder, models);
  if (missing !== undefined) return missing;
  const altered = models.find(({ state }) => state === 'altered');
  return altered && permanent('MODEL_CORRUPT', altered.note ?? `${altered.name} is not what it should be.`);
}

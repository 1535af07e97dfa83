import { worksOnFaces } from '../../contract/processors/processors.ts';
import { sourcePictures } from '../catalog/source-pictures.ts';
import { permanent } from '../errors.ts';
import type { FaceRecord } from '../faces/face-record.ts';
import { largeToSmall } from '../faces/select-faces.ts';
import { faceFinderNamed } from '../finding/face-finder.ts';
import { withLandmarks } from '../finding/find-landmarks.ts';
import { recognizerName, recognizerRole } from '../finding/recognizer.ts';
import { tellUnselected, withTraits } from '../finding/select-by-traits.ts';
import type { FaceModels } from '../models/loaded-models.ts';
import type { FrameLayout } from '../pixels/frame-layout.ts';
import type { FramePixels } from '../pixels/frame-pixels.ts';
import { openFrame } from '../pixels/open-frame.ts';
import { storedBoxToUpright } from '../pixels/orientation.ts';
import type { WorkTimings } from '../processors/processor.ts';
import { screenRole } from '../screening/content-screen.ts';
import { frameHistogram } from '../tracks/picture-cut.ts';
import type { FrameEngine, FrameWork, PhotoAnalysis } from './frame-engine-types.ts';
import { type PreparedRecipe, prepareRecipe, processFaces, processWhole } from './process-frame.ts';

/** A frame engine over models that are loaded. Every call blocks its thread while a model runs. */
export function frameEngine(loaded: FaceModels): FrameEngine {
  let prepared: PreparedRecipe | undefined;
  const recipeNow = (): PreparedRecipe => {
    if (prepared === undefined) throw permanent('INTERNAL', 'A frame came before its recipe.');
    return prepared;
  };
  const detect = async (frame: FramePixels, layout: FrameLayout, { detector }: PhotoAnalysis) => {
    let usable = true;
    const { model, score } = detector;
    const faces = await faceFinderNamed(loaded, model).detect(frame, layout, score, detector, () => {
      usable = false;
    });
    return { faces, usable };
  };
  const findFaces = async (frame: FramePixels, layout: FrameLayout) => {
    const { analysis } = recipeNow();
    const { faces: detected, usable } = await detect(frame, layout, analysis);
    const marked = await withLandmarks(loaded, frame, layout, detected, analysis);
    return { faces: await withTraits(loaded, frame, marked, analysis.select), usable };
  };
  const objectionsTo = async (frame: FramePixels, layout: FrameLayout): Promise<number> => {
    let objections = 0;
    for (const { model } of loaded.all(screenRole)) if (await model.objects(frame, layout)) objections += 1;
    return objections;
  };
  return {
    async embedPhoto({ width, height, data }, analysis) {
      const layout = { width, height, pixels: 'rgb24', matrix: 'bt601', fullRange: true, rotation: 0 } as const;
      const photo = openFrame(data, layout);
      const { faces, usable } = await detect(photo, layout, analysis);
      const detected = largeToSmall(faces)[0];
      if (detected === undefined && !usable) throw unusableModel('detector', analysis.detector.model);
      if (detected === undefined) {
        throw permanent('PHOTO_NO_FACE', `No face was found in the photo of ${width}×${height} pixels; one is needed.`);
      }
      const [largest = detected] = await withLandmarks(loaded, photo, layout, [detected], analysis);
      const embedding = await loaded.get(recognizerRole, recognizerName).embed(photo, largest.points);
      if (embedding === undefined) throw unusableModel('recognizer', recognizerName);
      const pictures = sourcePictures(loaded, photo, largest.points);
      const isShown = Object.keys(pictures).length > 0;
      return { faceCount: faces.length, embedding, ...(isShown ? { pictures } : {}) };
    },
    follow(recipe) {
      prepared = prepareRecipe(loaded, recipe);
      return undefined;
    },
    async analyseFrame(pixels, layout, embed) {
      const frame = openFrame(pixels, layout);
      const modelsBefore = loaded.clock.elapsedMs;
      const startedAt = performance.now();
      const found = await findFaces(frame, layout);
      const faces: FaceRecord[] = [];
      for (const face of found.faces) {
        const embedding = embed
          ? await loaded.get(recognizerRole, recognizerName).embed(frame, face.points)
          : undefined;
        faces.push(embedding === undefined ? face : { ...face, embedding });
      }
      const detectMs = performance.now() - startedAt;
      const timings = { detectMs, inferenceMs: loaded.clock.elapsedMs - modelsBefore };
      const histogram = frameHistogram(pixels, layout);
      return { faces, histogram, timings, ...(found.usable ? {} : { unusable: true }) };
    },
    async processFrame(pixels, layout, told, screen = false) {
      const frame = openFrame(pixels, layout);
      const { processors, analysis } = recipeNow();
      const modelsBefore = loaded.clock.elapsedMs;
      const objections = screen ? await objectionsTo(frame, layout) : undefined;
      const startedAt = performance.now();
      const searches = told === undefined && processors.some(worksOnFaces);
      const seen = searches ? await findFaces(frame, layout) : undefined;
      const found = seen === undefined ? (told ?? []) : tellUnselected(seen.faces, analysis.select);
      const detectMs = performance.now() - startedAt;
      const detectInferenceMs = loaded.clock.elapsedMs - modelsBefore;
      const { faces, timings, targets } = await processFaces(loaded, frame, found, recipeNow(), (box) =>
        storedBoxToUpright(box, layout),
      );
      const afterFaces = loaded.clock.elapsedMs;
      const work: WorkTimings = { ...timings, detectMs };
      const unfinished = await processWhole(pixels, layout, recipeNow(), targets, work);
      const unusable: FrameWork[] = seen?.usable === false ? ['detect', ...unfinished] : [...unfinished];
      work.inferenceMs += detectInferenceMs + loaded.clock.elapsedMs - afterFaces;
      return {
        faces,
        timings: work,
        ...(objections === undefined ? {} : { objections }),
        ...(unusable.length > 0 ? { unusable } : {}),
      };
    },
    close: () => loaded.close(),
  };
}

const unusableModel = (role: string, name: string) =>
  permanent('MODEL_OUTPUT', `The ${role} ${name} gave no usable numbers for a photo.`);

import { normalisations } from '../models/model-facts.ts';
import { published, rowsOf } from '../models/role.ts';
import { classifierName, classifierRole } from './classifier.ts';
import { detectorRole } from './detector.ts';
import { landmarkerRole } from './landmarker.ts';
import { estimatorName, estimatorRole } from './point-estimator.ts';
import { recognizerName, recognizerRole } from './recognizer.ts';

const { bgrRaw, bgr128, bgrUnit, arcface, imageNet } = normalisations;
const yunet = { release: 'models-3.4.0', kind: 'yunet', size: 640, normalisation: bgrRaw } as const;
const scrfd = { kind: 'scrfd', size: 640, normalisation: bgr128 } as const;

/**
 * Detectors: docs/model-contracts.md §1. FaceFusion's face_detector.py was read beside it at commit 01c305fa
 * (RetinaFace and SCRFD lines 208 to 295, YOLO-Face 298 to 333); 3.8.1 is another commit.
 */
export const detectors = rowsOf(detectorRole, [
  { ...published('yunet_2023_mar', 'OpenCV', 'MIT', 2023), ...yunet },
  { ...published('scrfd_2.5g', 'InsightFace', 'Non-Commercial', 2021), ...scrfd },
  { ...published('retinaface_10g', 'InsightFace', 'Non-Commercial', 2020), ...scrfd },
  { ...published('yoloface_8n', 'derronqi', 'GPL-3.0', 2022), kind: 'yoloface', size: 640, normalisation: bgrUnit },
]);

export const landmarkers = rowsOf(landmarkerRole, [
  { ...published('2dfan4', 'breadbread1984', 'MIT', 2018), size: 256, normalisation: bgrUnit },
  {
    // facefusion/face_landmarker.py at commit f8835603, lines 154–170 and 201–210; 3.8.1 is another commit.
    ...published('peppa_wutz', 'Unknown', 'Apache-2.0', 2023),
    size: 256,
    normalisation: bgrUnit,
    unverified:
      'Contract not verified: input "input", and 68 rows of x, y, score in the first output, were read in another version of FaceFusion; its shape was not.',
  },
]);

export const estimators = rowsOf(estimatorRole, [published(estimatorName, 'FaceFusion', 'OpenRAIL-M', 2024)]);

export const recognizers = rowsOf(recognizerRole, [
  {
    ...published(recognizerName, 'InsightFace', 'Non-Commercial', 2018),
    size: 112,
    template: 'arcface_112_v2',
    normalisation: arcface,
  },
]);

export const classifiers = rowsOf(classifierRole, [
  {
    // docs/model-contracts.md §3, and facefusion/face_classifier.py at commit 01c305fa, lines 73–126.
    ...published(classifierName, 'dchen236', 'CC-BY-4.0', 2021),
    size: 224,
    template: 'arcface_112_v2',
    normalisation: imageNet,
  },
]);

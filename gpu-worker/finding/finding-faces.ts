import { normalisations } from '../models/model-facts.ts';
import { rowsOf } from '../models/role.ts';
import { classifierName, classifierRole } from './classifier.ts';
import { detectorRole } from './detector.ts';
import { landmarkerRole } from './landmarker.ts';
import { estimatorName, estimatorRole } from './point-estimator.ts';
import { recognizerName, recognizerRole } from './recognizer.ts';

const shared = { release: 'models-3.0.0', precision: 'fp32', needs: [] } as const;
const { bgrRaw, bgr128, bgrUnit, arcface, imageNet } = normalisations;

/**
 * Detectors: docs/model-contracts.md §1. FaceFusion's face_detector.py was read beside it at commit 01c305fa
 * (RetinaFace and SCRFD lines 208 to 295, YOLO-Face 298 to 333); 3.8.1 is another commit.
 */
export const detectors = rowsOf(detectorRole, [
  {
    ...shared,
    name: 'yunet_2023_mar',
    vendor: 'OpenCV',
    licence: 'MIT',
    year: 2023,
    release: 'models-3.4.0',
    kind: 'yunet',
    size: 640,
    normalisation: bgrRaw,
  },
  {
    ...shared,
    name: 'scrfd_2.5g',
    vendor: 'InsightFace',
    licence: 'Non-Commercial',
    year: 2021,
    kind: 'scrfd',
    size: 640,
    normalisation: bgr128,
  },
  {
    ...shared,
    name: 'retinaface_10g',
    vendor: 'InsightFace',
    licence: 'Non-Commercial',
    year: 2020,
    kind: 'scrfd',
    size: 640,
    normalisation: bgr128,
  },
  {
    ...shared,
    name: 'yoloface_8n',
    vendor: 'derronqi',
    licence: 'GPL-3.0',
    year: 2022,
    kind: 'yoloface',
    size: 640,
    normalisation: bgrUnit,
  },
]);

export const landmarkers = rowsOf(landmarkerRole, [
  {
    ...shared,
    name: '2dfan4',
    vendor: 'breadbread1984',
    licence: 'MIT',
    year: 2018,
    size: 256,
    normalisation: bgrUnit,
  },
  {
    // facefusion/face_landmarker.py at commit f8835603, lines 154–170 and 201–210; 3.8.1 is another commit.
    ...shared,
    name: 'peppa_wutz',
    vendor: 'Unknown',
    licence: 'Apache-2.0',
    year: 2023,
    size: 256,
    normalisation: bgrUnit,
    unverified:
      'Contract not verified: input "input", and 68 rows of x, y, score in the first output, were read in another version of FaceFusion; its shape was not.',
  },
]);

export const estimators = rowsOf(estimatorRole, [
  { ...shared, name: estimatorName, vendor: 'FaceFusion', licence: 'OpenRAIL-M', year: 2024 },
]);

export const recognizers = rowsOf(recognizerRole, [
  {
    ...shared,
    name: recognizerName,
    vendor: 'InsightFace',
    licence: 'Non-Commercial',
    year: 2018,
    size: 112,
    template: 'arcface_112_v2',
    normalisation: arcface,
  },
]);

export const classifiers = rowsOf(classifierRole, [
  {
    // docs/model-contracts.md §3, and facefusion/face_classifier.py at commit 01c305fa, lines 73–126.
    ...shared,
    name: classifierName,
    vendor: 'dchen236',
    licence: 'CC-BY-4.0',
    year: 2021,
    size: 224,
    template: 'arcface_112_v2',
    normalisation: imageNet,
  },
]);

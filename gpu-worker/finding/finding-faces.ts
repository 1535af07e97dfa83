import { normalisations, type PublishedModel, square } from '../models/published-model.ts';

const shared = { release: 'models-3.0.0', precision: 'fp32', needs: [] } as const;

/**
 * Detectors: docs/model-contracts.md §1. FaceFusion's face_detector.py was read beside it at commit 01c305fa
 * (RetinaFace and SCRFD lines 208 to 295, YOLO-Face 298 to 333); 3.8.1 is another commit.
 *
 * Models that find faces and tell what they are, in the order of the work. */
export const findingFaces: readonly PublishedModel[] = [
  {
    ...detector('yunet_2023_mar', 'OpenCV', 'MIT', 2023),
    kind: 'yunet',
    release: 'models-3.4.0',
    normalisation: normalisations.bgrRaw,
    runs: true,
  },
  {
    ...detector('scrfd_2.5g', 'InsightFace', 'Non-Commercial', 2021),
    kind: 'scrfd',
    normalisation: normalisations.bgr128,
    runs: true,
  },
  {
    ...detector('retinaface_10g', 'InsightFace', 'Non-Commercial', 2020),
    kind: 'scrfd',
    normalisation: normalisations.bgr128,
    runs: true,
  },
  {
    ...detector('yoloface_8n', 'derronqi', 'GPL-3.0', 2022),
    kind: 'yoloface',
    normalisation: normalisations.bgrUnit,
    runs: true,
  },
  {
    ...shared,
    name: '2dfan4',
    purpose: 'landmarker',
    vendor: 'breadbread1984',
    licence: 'MIT',
    year: 2018,
    size: square(256),
    normalisation: normalisations.bgrUnit,
    runs: true,
  },
  {
    ...shared,
    name: 'peppa_wutz',
    purpose: 'landmarker',
    vendor: 'Unknown',
    licence: 'Apache-2.0',
    year: 2023,
    size: square(256),
    normalisation: normalisations.bgrUnit,
    // facefusion/face_landmarker.py at commit f8835603, lines 154–170 and 201–210; 3.8.1 is another commit.
    runs: true,
    unverified:
      'Contract not verified: input "input", and 68 rows of x, y, score in the first output, were read in another version of FaceFusion; its shape was not.',
  },
  {
    ...shared,
    name: 'fan_68_5',
    purpose: 'landmarker',
    vendor: 'FaceFusion',
    licence: 'OpenRAIL-M',
    year: 2024,
    runs: true,
  },
  {
    ...shared,
    name: 'arcface_w600k_r50',
    purpose: 'recognizer',
    vendor: 'InsightFace',
    licence: 'Non-Commercial',
    year: 2018,
    size: square(112),
    template: 'arcface_112_v2',
    normalisation: normalisations.arcface,
    runs: true,
  },
  {
    ...shared,
    name: 'fairface',
    purpose: 'classifier',
    vendor: 'dchen236',
    licence: 'CC-BY-4.0',
    year: 2021,
    size: square(224),
    template: 'arcface_112_v2',
    normalisation: normalisations.imageNet,
    // docs/model-contracts.md §3, and facefusion/face_classifier.py at commit 01c305fa, lines 73–126.
    runs: true,
  },
];

function detector(name: string, vendor: string, licence: string, year: number) {
  return { ...shared, name, purpose: 'detector', vendor, licence, year, size: square(640) } as const;
}

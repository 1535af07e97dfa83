import type { Result } from '../../../contract/report.ts';

/** What a task that did nothing much might return. */
export const sampleResult: Result = {
  file: 'video.mp4',
  poster: 'poster.jpg',
  preview: 'preview.jpg',
  sizeBytes: 10,
  encoder: 'libx264 veryfast crf 16',
  media: { width: 64, height: 64, frames: 1, durationS: 1, rotation: 0, audioTracks: 0 },
  faces: { found: 1, changed: { swap: 1 }, framesWithFaces: 1, skipped: {} },
  persons: [],
  models: [],
  timings: {
    fetchS: 0,
    decodeS: 0,
    detectS: 0,
    steps: {},
    pasteS: 0,
    encodeS: 0,
    publishS: 0,
    framesWallS: 0,
    totalWallS: 0,
    inferenceShare: 0,
  },
  notes: [],
};

import { type Report, reportVersion } from '../../../contract/report.ts';
import { facelineVersion } from '../../../contract/version.ts';

/** The report of a task that is done, with made-up figures. */
export function doneReport(): Report {
  const taskId = '0123456789abcdef0123456789abcdef';
  return {
    version: reportVersion,
    taskId,
    outcome: 'done',
    source: { bucket: 'in', key: 'videos/input/u123/202504051423/raw.mp4' },
    output: { bucket: 'out', prefix: `videos/output/u123/202504051423/raw/${taskId}/` },
    user: 'u123',
    attempts: 1,
    startedAt: '2025-04-05T14:23:00.000Z',
    finishedAt: '2025-04-05T14:23:09.500Z',
    faceline: facelineVersion,
    result: {
      file: 'video.mp4',
      poster: 'poster.jpg',
      preview: 'preview.jpg',
      sizeBytes: 123_456,
      encoder: 'libx264 veryfast crf 16',
      media: { width: 1280, height: 720, frames: 150, durationS: 5, rotation: 0, audioTracks: 1 },
      faces: { found: 150, changed: { swap: 149 }, framesWithFaces: 150, skipped: { 'too-small': 1 } },
      persons: [{ person: 'anna', photos: [{ key: 'persons/anna/1.jpg', faces: 1 }] }],
      models: [{ role: 'swapper', name: 'inswapper_128', sha256: 'ab'.repeat(32), licence: 'demo' }],
      timings: {
        fetchS: 0.1,
        decodeS: 1,
        detectS: 2,
        steps: { swap: 3 },
        pasteS: 0.5,
        encodeS: 2,
        publishS: 0.2,
        framesWallS: 8,
        totalWallS: 9.5,
        inferenceShare: 0.6,
      },
      notes: [],
    },
  };
}

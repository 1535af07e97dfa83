import * as z from 'zod';

/**
 * Every way a task can end badly, with what a person can do about it.
 * Codes are stable: they are written into reports and matched by callers.
 * Whether an error is retried is decided where it is thrown, never looked up here.
 */
export const errorAdvice = {
  TASK_INVALID: 'Send a task that matches the FaceTask schema; the message names the field.',
  VERSION_MISMATCH: 'Send the version this worker understands, or upgrade the side that is behind.',
  NOT_SUPPORTED: 'Ask for less, or upgrade: this version does not run what was asked.',
  KEY_REFUSED: 'Upload again under a key of the documented shape without "..", "*", "?", "${" or control characters.',
  METADATA_INVALID: 'Correct the object metadata (person, preset, options, identities) and upload again.',
  MANIFEST_INVALID: 'Correct the manifest; the message names the field.',
  PERSON_MISSING: 'Name a person in the object metadata, or ask for processors that need none.',
  PERSON_UNKNOWN: 'Upload at least one photo under persons/<person>/ and submit again.',
  PHOTO_UNREADABLE: 'Replace the photo with a JPEG, PNG or WebP of at least 32 pixels a side.',
  PHOTO_NO_FACE: 'Use a photo that shows the face from the front, large and unobstructed.',
  IDENTITY_UNMATCHED: 'Nobody in the source is whom the identity map names; use photos that look like the source.',
  SOURCE_NOT_FOUND: 'The source is gone; upload it again.',
  SOURCE_CHANGED: 'The source was replaced after the task was made; the newer upload has its own task.',
  SOURCE_UNREADABLE: 'The file is damaged or cut short; export it again.',
  SOURCE_NOT_MEDIA: 'Take a video (mp4, mov, mkv, webm, ts) or an image (JPEG, PNG, WebP).',
  SOURCE_NO_VIDEO: 'The file carries no video stream; take one that does.',
  SOURCE_TOO_LARGE: 'Scale the source down below the limits named in the message.',
  SOURCE_UNSUPPORTED: 'Convert the source to 8-bit SDR video and take that.',
  PIECE_OUTSIDE: 'Ask for a piece that lies in the source; the message names where it ends.',
  SOURCE_ARCHIVED: 'Restore the archived source first, then submit again.',
  MODEL_NOT_FOUND:
    'Put the model file into the models folder under the name in the message; `faceline models pull` fetches it.',
  MODEL_CORRUPT: 'The model file does not match its recorded hash; fetch it again.',
  MODEL_CONTRACT: 'The file is another kind of model than its name says; fetch the right one.',
  MODEL_OUTPUT: 'The model returned no usable numbers; check the file and the execution provider.',
  LICENCE_REFUSED:
    'Choose models that the message names as permitted. Where it names none, nothing in the catalogue serves this use: ' +
    'the result may be made for another use only.',
  CONTENT_REFUSED: 'The content screen refused this source.',
  PROVIDER_UNAVAILABLE: 'Install the execution provider that was asked for, or ask for "cpu".',
  FFMPEG_MISSING: 'Install ffmpeg 5 or newer, or point FACELINE_FFMPEG at one.',
  PICTURES_DIFFER: 'Compare two videos of the same size and number of frames, or two images of the same size.',
  DECODE_FAILED: 'ffmpeg could not decode the source; try to re-encode it.',
  ENCODE_FAILED: 'ffmpeg could not encode the result; the message carries its last words.',
  OUTPUT_CONTRACT: 'The finished file did not match its source, so it was not published; please report this.',
  SCRATCH_FULL: 'Give the worker more scratch space, or shorter sources.',
  STORE_UNAVAILABLE: 'The object store did not answer; the task is tried again.',
  STORE_DENIED: 'The credentials do not permit this object; check the data role and bucket policies.',
  QUEUE_UNAVAILABLE: 'The queue did not answer; the worker keeps trying.',
  LEASE_LOST: 'Another worker took this task over; nothing to do.',
  CANCELLED: 'The task was stopped; submit it again if it is still wanted.',
  DEADLINE: 'The task ran out of its time limit; raise limits.deadlineS or shorten the source.',
  ATTEMPTS_EXHAUSTED: 'Every attempt failed; fix the cause in the message, then redrive the task.',
  SETTINGS_INVALID: 'Correct the FACELINE_* setting that the message names.',
  INTERNAL: 'A defect in Faceline; please report it with the message.',
} as const;

export type ErrorCode = keyof typeof errorAdvice;

const codes = Object.keys(errorAdvice);

/** One of {@link errorAdvice}'s keys. */
export const errorCodeSchema = z.custom<ErrorCode>((value) => typeof value === 'string' && codes.includes(value), {
  error: `expected one of ${codes.join(', ')}`,
});

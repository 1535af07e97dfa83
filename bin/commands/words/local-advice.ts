import { type ErrorCode, errorAdvice } from '../../../contract/error-codes.ts';

/** What to do where nobody uploads, and source and photos are files of this machine. */
const onOneMachine: { readonly [Code in ErrorCode]?: string } = {
  TASK_INVALID: 'Correct what was asked; the message says what contradicts what.',
  KEY_REFUSED: 'Rename the file: letters, digits, spaces and ._- are always right.',
  METADATA_INVALID: 'Correct the options that the message names.',
  PERSON_MISSING: 'Give --source or --map, or ask for something that needs nobody, such as --preset restore.',
  PERSON_UNKNOWN: 'Put the photos back where they were, and start again.',
  SOURCE_NOT_FOUND: 'Put the file back where it was, and start again.',
  SOURCE_CHANGED: 'Start again once nobody is writing the file any more.',
  SOURCE_ARCHIVED: 'Bring the file back onto this machine, and start again.',
  LICENCE_REFUSED:
    'Choose models that the message names as permitted. Where it names none, nothing in the catalogue serves this use: ' +
    'say another --use if the result is for that.',
  PROVIDER_UNAVAILABLE:
    '`faceline doctor` says what is missing for it and how to get it; --provider cpu needs nothing.',
  SCRATCH_FULL: 'Free space where --out is, or name a folder on another disk.',
  STORE_UNAVAILABLE: 'See that the disk of --out is there and has space left, and start again.',
  STORE_DENIED: 'Name a folder that is yours with --out, and files that you may read.',
  QUEUE_UNAVAILABLE: 'See that the disk of --out is there and has space left, and start again.',
  LEASE_LOST: 'The machine stood still for too long; start again.',
  CANCELLED: 'Start again if it is still wanted.',
  DEADLINE: 'It ran longer than one task may; work on shorter pieces.',
  ATTEMPTS_EXHAUSTED: 'Every attempt failed; the message says how the last one did. Fix that, and start again.',
};

/** What a person at this machine can do about an error. */
export const localAdvice: Readonly<Record<ErrorCode, string>> = { ...errorAdvice, ...onOneMachine };

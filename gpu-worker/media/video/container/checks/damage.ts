import { type FacelineError, permanent } from '../../../../errors.ts';

/** What a table says and the file cannot hold. */
export const claimsTooMuch = (what: string): FacelineError =>
  permanent('SOURCE_UNREADABLE', `The file is damaged: ${what}, which is more than it can hold.`);

/** What contradicts the format. */
export const damaged = (what: string): FacelineError => permanent('SOURCE_UNREADABLE', `The file is damaged: ${what}.`);

/** First folders of object keys, as contract/object-keys.ts builds them. Rights, rules and lifecycles hang on these. */
export const uploadRoots = ['videos/input/', 'images/input/'] as const;
export const manifestRoot = 'jobs/';
/** Sources that many tasks share; their arrival starts nothing. */
export const templateRoot = 'templates/';
export const photoRoot = 'persons/';
export const outputRoots = ['videos/output/', 'images/output/'] as const;
/** What a task leaves on the way: segments of long films, frames kept for debugging. */
export const segmentRoots = ['segments/', 'debug/'] as const;
export const modelRoot = 'models/';

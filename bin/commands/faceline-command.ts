/**
 * How this very Faceline is started, for messages and help that name a command: what was built and installed, by its
 * name; a clone through npm, which finds the Node that was installed with it.
 */
export const facelineCommand = import.meta.filename.endsWith('.js') ? 'faceline' : 'npm run faceline --';

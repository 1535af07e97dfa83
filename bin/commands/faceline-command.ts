/**
 * How this very Faceline is started, for messages and help that name a command: a clone through npm, which finds the
 * Node that was installed with it; what was built and installed, by its name.
 */
export const facelineCommand = import.meta.filename.endsWith('.ts') ? 'npm run faceline --' : 'faceline';

/**
 * How this very Faceline is started, for messages and help that name a command: what was built and installed, by its
 * name; a clone through npm, which finds the Node that was installed with it.
 */
export const facelineCommand = import.meta.filename.endsWith('.js') ? 'faceline' : 'npm run faceline --';

/** A text that names commands of Faceline, with each as it is started here: what the worker says it says everywhere. */
export const asStartedHere = (text: string): string =>
  text.replace(/(?<![/\w.-]|run )faceline (?=(?:models|inspect|local|doctor|compare)\b)/g, `${facelineCommand} `);

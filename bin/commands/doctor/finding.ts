/** One line of what the doctor found. */
export interface Finding {
  /** What was looked at: `Node`, `libx264`, `inswapper_128`. */
  readonly name: string;
  /** `missing`: something can be done, and `command` does it. `note`: good to know. */
  readonly state: 'ok' | 'missing' | 'note';
  readonly detail: string;
  /** The one command that mends it on this machine, or where to read how. */
  readonly command?: string;
  /** True where the default job, a swap with the default models, cannot run for it. */
  readonly stopsDefaultJob?: boolean;
}

export const isWell = (name: string, detail: string): Finding => ({ name, state: 'ok', detail });
export const toNote = (name: string, detail: string): Finding => ({ name, state: 'note', detail });
/** Something that `command` mends. */
export const isMissing = (name: string, detail: string, command: string): Finding => ({
  name,
  state: 'missing',
  detail,
  command,
});
/** The same, without which the default job does not run. */
export const stops = (name: string, detail: string, command: string): Finding => ({
  ...isMissing(name, detail, command),
  stopsDefaultJob: true,
});

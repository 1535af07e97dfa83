/** A model that somebody asks for, with what the catalogue states of it. */
export interface NeededModel {
  /** Its role's name. */
  readonly role: string;
  /** The file's name without `.onnx`. */
  readonly name: string;
  /** As FaceFusion 3.8.1 states it; not verified at the vendor. */
  readonly licence: string;
  /** What of it nobody checked against the file itself, in one line; the report of a task that uses it says so. */
  readonly unverified?: string;
}

/** A model file, found and checked, ready to be loaded by every frame worker. */
export interface ResolvedModel {
  readonly role: string;
  readonly name: string;
  readonly path: string;
  readonly sha256: string;
  readonly sizeBytes: number;
  readonly licence: string;
  /** What a user must know of it: no hash beside it, a demo model. */
  readonly note?: string;
}

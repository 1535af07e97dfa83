import type { TaskOptions } from '../../../contract/options/options.ts';
import type { MapRule } from './read-identity-map.ts';

/** What is to be done to one file of this machine. */
export interface LocalJob {
  /** Video or image to change. */
  readonly target: string;
  /** Photos of one person; none where no processor needs one. */
  readonly photos: readonly string[];
  /** Who becomes whom; the photos are for all other faces. */
  readonly map?: readonly MapRule[] | undefined;
  readonly preset?: string | undefined;
  readonly options: TaskOptions;
}

/** A file that a task is made of, and what it is, for messages. */
export interface NamedFile {
  readonly what: string;
  readonly file: string;
}

/** The target and all photos of a job: nothing is written over them. */
export function filesOfJob({ target, photos, map = [] }: Pick<LocalJob, 'target' | 'photos' | 'map'>): NamedFile[] {
  const ofMap = map.flatMap(({ target: face, source }) => [
    ...(typeof face === 'object' && 'photo' in face ? [face.photo] : []),
    ...(typeof source === 'object' && 'photos' in source ? source.photos : []),
  ]);
  return [
    { what: 'a file to work on', file: target },
    ...photos.map((file) => ({ what: 'a photo that is used', file })),
    ...ofMap.map((file) => ({ what: 'a photo of the map', file })),
  ];
}

import { createHash } from 'node:crypto';
import * as z from 'zod';

/**
 * Why a key is refused, or undefined when it is fine. Spaces, `+`, unicode and a literal `%2F` are fine.
 * `*`, `?` and `${` would widen a session policy's Resource; `..` and control characters are nobody's file name.
 */
export function keyProblem(key: string): string | undefined {
  if (key.length === 0) return 'it is empty';
  if (Buffer.byteLength(key) > 1024) return 'it is longer than 1,024 bytes';
  if (key.split('/').some((segment) => segment === '..' || segment === '.')) return 'it has a "." or ".." segment';
  if (key.includes('..')) return 'it has ".." in it';
  if (key.startsWith('/') || key.includes('//')) return 'it has an empty segment';
  if (/[*?]|\$\{/.test(key)) return 'it has "*", "?" or "${" in it';
  if (/\p{Cc}/u.test(key)) return 'it has a control character in it';
  if (!key.isWellFormed()) return 'it is not well-formed unicode';
  return undefined;
}

export const objectKeySchema = z.string().superRefine((key, context) => {
  const problem = keyProblem(key);
  if (problem !== undefined) context.addIssue({ code: 'custom', message: `the key is refused: ${problem}` });
});

/** A person's name is a folder under `persons/`: letters, digits, space and `._-`, 64 characters at most. */
export const personNameSchema = z
  .string()
  .regex(/^[\p{L}\p{N}][\p{L}\p{M}\p{N} ._-]{0,63}$/u, 'expected letters, digits, spaces and ._- (at most 64)')
  .refine((name) => !name.includes('..') && !name.endsWith(' '), 'a person has no ".." and no space at the end');

export const photoPrefix = (person: string): string => `persons/${person}/`;

/** Where an upload came from: `videos/input/u123/202504051423/raw.mp4`. */
export interface UploadKey {
  readonly kind: 'video' | 'image';
  readonly user: string;
  /** yyyymmddHHMM, as the uploader wrote it. */
  readonly time: string;
  readonly file: string;
}

const uploadPattern = /^(videos|images)\/input\/([\p{L}\p{N}][\p{L}\p{N}._@-]{0,127})\/(\d{12})\/([^/]+)$/u;
const manifestPattern = /^jobs\/([\p{L}\p{N}][\p{L}\p{N}._@-]{0,127})\/(\d{12})\/([^/]+)\.json$/u;

/** The parts of an upload's key, or undefined when it is refused or has another shape. */
export function parseUploadKey(key: string): UploadKey | undefined {
  if (keyProblem(key) !== undefined) return undefined;
  const [, folder, user, time, file] = uploadPattern.exec(key) ?? [];
  if (user === undefined || time === undefined || file === undefined) return undefined;
  return { kind: folder === 'videos' ? 'video' : 'image', user, time, file };
}

/** The parts of a manifest's key, or undefined when it is refused or has another shape. */
export function parseManifestKey(key: string): { user: string; time: string; name: string } | undefined {
  if (keyProblem(key) !== undefined) return undefined;
  const [, user, time, name] = manifestPattern.exec(key) ?? [];
  if (user === undefined || time === undefined || name === undefined) return undefined;
  return { user, time, name };
}

const imageExtension = /\.(jpe?g|png|webp)$/i;

/**
 * What a manifest's template is: an upload of anybody, by its folder, or a file under `templates/`, by its extension.
 * Undefined for any other key. Unlike uploads, nothing happens when a file arrives under `templates/`.
 */
export function parseTemplateKey(key: string): { kind: UploadKey['kind']; file: string } | undefined {
  const upload = parseUploadKey(key);
  if (upload !== undefined) return { kind: upload.kind, file: upload.file };
  const [, file] = /^templates\/(?:[^/]+\/)*([^/]+)$/u.exec(key) ?? [];
  if (file === undefined || keyProblem(key) !== undefined) return undefined;
  return { kind: imageExtension.test(file) ? 'image' : 'video', file };
}

/** Everything a task writes lies under here. Generated: a safe stem and the task id. Further runs: `prefixOfRun`. */
export function outputPrefix(upload: UploadKey, taskId: string): string {
  const folder = upload.kind === 'video' ? 'videos' : 'images';
  return `${folder}/output/${upload.user}/${upload.time}/${safeStem(upload.file)}/${taskId}/`;
}

/** Where a run of a task writes, told by where any of its runs does: run n > 1 in a folder `r<n>/` of its own. */
export function prefixOfRun(prefix: string, run: number): string {
  const first = prefix.replace(/\/r\d+\/$/, '/');
  return run > 1 ? `${first}r${run}/` : first;
}

/** Why a task may not write under a prefix; undefined when it is a folder of that task's own. */
export function outputPrefixProblem(prefix: string, taskId: string): string | undefined {
  const isOwn = /^(videos|images)\/output\//.test(prefix) && prefix.includes(`/${taskId}/`) && prefix.endsWith('/');
  if (isOwn && keyProblem(prefix) === undefined) return undefined;
  return `expected a folder of the task's own under videos/output/ or images/output/, with "/${taskId}/" in it`;
}

/**
 * Where the report of an upload goes whose key cannot be trusted with an output path, or has none of its own.
 * @param pinned version or etag, where the same key may be refused again for another content
 */
export function refusedPrefix(bucket: string, key: string, pinned?: string): string {
  const text = pinned === undefined ? `${bucket}\n${key}` : `${bucket}\n${key}\n${pinned}`;
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 32);
  return `videos/output/_refused/${hash}/`;
}

/** The files under a task's output prefix. The image keeps its own extension: `image.png`. */
export const outputFiles = {
  video: 'video.mp4',
  poster: 'poster.jpg',
  preview: 'preview.jpg',
  report: 'report.json',
} as const;

/** A file's stem, safe in keys, policies, shells and URLs: ASCII letters, digits, `._-`, 64 at most. */
export function safeStem(file: string): string {
  const stem = file.replace(/\.[^.]*$/, '').normalize('NFKD');
  const safe = stem
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/\.{2,}/g, '.')
    .replace(/^[-.]+|[-.]+$/g, '')
    .slice(0, 64);
  return safe === '' ? 'file' : safe;
}

import { keyProblem, parseManifestKey, parseUploadKey, type UploadKey } from '../../contract/object-keys.ts';

/** What an object in the input bucket is, told by its key alone. */
export type KeyClass =
  | { readonly kind: 'upload'; readonly upload: UploadKey }
  | { readonly kind: 'manifest'; readonly manifest: { user: string; time: string; name: string } }
  | { readonly kind: 'ignored'; readonly reason: string }
  | { readonly kind: 'refused'; readonly problem: string };

/**
 * Sorts a key. Photos and templates start nothing by themselves. Our own output is ignored too: where input and output
 * are one bucket, a report of a refusal would else be refused, and reported, for ever.
 */
export function classifyKey(key: string): KeyClass {
  if (/^(videos|images)\/output\//.test(key)) return { kind: 'ignored', reason: "it is Faceline's own output" };
  if (key.endsWith('/')) return { kind: 'ignored', reason: 'it is a folder marker' };
  const problem = keyProblem(key);
  if (problem !== undefined) return { kind: 'refused', problem };
  if (key.startsWith('persons/')) return { kind: 'ignored', reason: 'it is a photo of a person' };
  if (key.startsWith('templates/')) return { kind: 'ignored', reason: 'it is a template; a manifest can name it' };
  const manifest = parseManifestKey(key);
  if (manifest !== undefined) return { kind: 'manifest', manifest };
  const upload = parseUploadKey(key);
  if (upload !== undefined) return { kind: 'upload', upload };
  const shapes = 'videos/input/<user>/<yyyymmddHHMM>/<file>, images/input/… or jobs/<user>/<yyyymmddHHMM>/<name>.json';
  return { kind: 'refused', problem: `expected ${shapes}` };
}

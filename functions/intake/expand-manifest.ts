import type { FaceTask } from '../../contract/face-task.ts';
import { type Manifest, type ManifestItem, manifestItems } from '../../contract/manifest.ts';
import { parseTemplateKey } from '../../contract/object-keys.ts';
import { type IntakeSettings, taskFor, type UploadedObject } from './make-task.ts';

/** Every distinct key a manifest names, in order: one head each. */
export function manifestTargets(manifest: Manifest): readonly string[] {
  return [...new Set(manifestItems(manifest).map((item) => item.target))];
}

type Expansion =
  | { readonly ok: true; readonly tasks: readonly FaceTask[] }
  | { readonly ok: false; readonly code: 'MANIFEST_INVALID' | 'SOURCE_NOT_FOUND'; readonly problem: string };

/**
 * All tasks of a manifest, or what is wrong with it: a manifest is taken whole or not at all, so that a corrected one
 * can simply be uploaded again (tasks have the same ids then). Wishes that end in the same task are sent once.
 * @param owner the manifest's user and time; outputs go to that user's folder
 * @param heads the templates that were found, by key
 */
export function expandManifest(
  manifest: Manifest,
  owner: { readonly user: string; readonly time: string },
  heads: ReadonlyMap<string, Omit<UploadedObject, 'metadata'>>,
  settings: IntakeSettings,
  now: Date,
): Expansion {
  const odd = manifestTargets(manifest).filter((key) => parseTemplateKey(key) === undefined);
  if (odd.length > 0) {
    const problem = `A target is a key under videos/input/, images/input/ or templates/, unlike ${someOf(odd)}.`;
    return { ok: false, code: 'MANIFEST_INVALID', problem };
  }
  const missing = manifestTargets(manifest).filter((key) => !heads.has(key));
  if (missing.length > 0) {
    const problem = `The manifest names ${missing.length} target(s) that are not there: ${someOf(missing)}.`;
    return { ok: false, code: 'SOURCE_NOT_FOUND', problem };
  }
  const tasks = new Map<string, FaceTask>();
  const problems: string[] = [];
  for (const item of manifestItems(manifest)) {
    const made = itemTask(item, owner, heads, settings, now);
    if (typeof made === 'string') problems.push(made);
    else tasks.set(made.taskId, made);
  }
  if (problems.length > 0) {
    return { ok: false, code: 'MANIFEST_INVALID', problem: `The manifest is refused: ${someOf(problems)}` };
  }
  return { ok: true, tasks: [...tasks.values()] };
}

function itemTask(
  item: ManifestItem,
  owner: { readonly user: string; readonly time: string },
  heads: ReadonlyMap<string, Omit<UploadedObject, 'metadata'>>,
  settings: IntakeSettings,
  now: Date,
): FaceTask | string {
  const target = parseTemplateKey(item.target);
  const head = heads.get(item.target);
  if (target === undefined || head === undefined) return `${item.target}: not there.`;
  const made = taskFor(head, target, item, owner, settings, now);
  return made.ok ? made.task : `${item.target} with ${item.person ?? 'no person'}: ${made.problem}`;
}

const mostNamed = 5;

/** The first few of a list, and how many more there are. */
function someOf(lines: readonly string[]): string {
  const rest = lines.length > mostNamed ? ` (and ${lines.length - mostNamed} more)` : '';
  return `${lines.slice(0, mostNamed).join(' ')}${rest}`;
}

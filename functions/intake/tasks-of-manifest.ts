import type { FaceTask } from '../../contract/face-task.ts';
import { type Manifest, maxManifestBytes, parseManifest } from '../../contract/manifest.ts';
import { parseTemplateKey } from '../../contract/object-keys.ts';
import type { ObjectHead, UploadReader } from '../ports.ts';
import { expandManifest, manifestTargets } from './expand-manifest.ts';
import { forEachBounded } from './for-each-bounded.ts';
import { type IntakeSettings, type Refusal, refuseManifest, type UploadedObject } from './make-task.ts';

const headsAtOnce = 16;

/**
 * Reads a manifest and makes its tasks: every distinct target is looked at once, however many persons it is for.
 * @throws whatever the store throws
 */
export async function tasksOfManifest(
  object: UploadedObject & Pick<ObjectHead, 'sizeBytes'>,
  owner: { readonly user: string; readonly time: string },
  store: UploadReader,
  settings: IntakeSettings,
  now: Date,
): Promise<{ readonly kind: 'tasks'; readonly tasks: readonly FaceTask[] } | Refusal> {
  const refuse = (code: Refusal['code'], message: string) => refuseManifest(object, owner.user, code, message);
  if (object.sizeBytes > maxManifestBytes) return refuse('MANIFEST_INVALID', tooLarge);
  const manifest = await readManifest(object, store);
  if (!manifest.ok) return refuse(manifest.versionMismatch ? 'VERSION_MISMATCH' : 'MANIFEST_INVALID', manifest.problem);
  const heads = await headsOf(manifest.value, object.bucket, store);
  const expansion = expandManifest(manifest.value, owner, heads, settings, now);
  return expansion.ok ? { kind: 'tasks', tasks: expansion.tasks } : refuse(expansion.code, expansion.problem);
}

const tooLarge = `The manifest has more than ${maxManifestBytes} bytes; split it into several.`;

/** The manifest that lies at an address, in the very version that was looked at where one is named. */
export async function readManifest(
  object: Pick<UploadedObject, 'bucket' | 'key' | 'versionId'>,
  store: UploadReader,
): Promise<ReturnType<typeof parseManifest>> {
  const { bucket, key, versionId } = object;
  const decoder = new TextDecoder();
  let text = '';
  let sizeBytes = 0;
  for await (const chunk of store.read({ bucket, key, ...(versionId === undefined ? {} : { versionId }) })) {
    sizeBytes += chunk.byteLength;
    if (sizeBytes > maxManifestBytes) return { ok: false, problem: tooLarge };
    text += decoder.decode(chunk, { stream: true });
  }
  return parseManifest(text + decoder.decode());
}

async function headsOf(
  manifest: Manifest,
  bucket: string,
  store: UploadReader,
): Promise<ReadonlyMap<string, Omit<UploadedObject, 'metadata'>>> {
  const heads = new Map<string, Omit<UploadedObject, 'metadata'>>();
  const keys = manifestTargets(manifest).filter((key) => parseTemplateKey(key) !== undefined);
  await forEachBounded(keys, headsAtOnce, async (key) => {
    const head = await store.head({ bucket, key });
    if (head !== undefined) heads.set(key, { bucket, key, ...head });
  });
  return heads;
}

import type { RandomAccess } from '../../random-access.ts';
import { openWindow } from './byte-window.ts';
import { checkBoxes, type Look } from './check-boxes.ts';
import { checkElements } from './check-elements.ts';
import { checkPackets } from './check-packets.ts';

/** What the parser takes a file for. */
export type ContainerKind = 'boxes' | 'elements' | 'packets';

/**
 * Looks whether a file can be parsed in little memory and a short time: what a small file claims may be large.
 * @throws FacelineError SOURCE_UNREADABLE, SOURCE_UNSUPPORTED, SOURCE_TOO_LARGE
 */
export async function checkContainer(
  file: RandomAccess,
  { sizeBytes, kind, look }: { readonly sizeBytes: number; readonly kind: ContainerKind; readonly look: Look },
): Promise<void> {
  const window = openWindow(file, sizeBytes);
  if (kind === 'boxes') await checkBoxes(window, look);
  if (kind === 'elements') await checkElements(window, look);
  if (kind === 'packets') await checkPackets(window, look);
}

import type { ColourTags } from '../media/video/video-facts.ts';
import type { FrameLayout } from '../pixels/frame-layout.ts';
import { uprightSize } from '../pixels/orientation.ts';

interface Named {
  readonly name: string;
  readonly layout: FrameLayout;
}

/** Why frames of two layouts cannot be compared sample by sample; undefined where they can. */
export function pairProblem(a: Named, b: Named): string | undefined {
  const [one, two] = [a.layout, b.layout];
  if (one.width !== two.width || one.height !== two.height || one.rotation !== two.rotation) {
    return (
      `${a.name} is ${sizeText(one)} and ${b.name} ${sizeText(two)}; the same size and rotation was expected. ` +
      'Nothing is scaled, for that would be measured too: scale or crop one of them first.'
    );
  }
  if (one.fullRange !== two.fullRange) {
    const rangeOf = ({ fullRange }: FrameLayout): string => (fullRange ? '0..255' : '16..235');
    return (
      `${a.name} stores luma as ${rangeOf(one)} and ${b.name} as ${rangeOf(two)}; the same range was expected, for ` +
      'samples are compared as they are stored. Convert one of them first.'
    );
  }
  return undefined;
}

/** What is to be known of two comparable videos whose colours are stored in different ways, each a sentence. */
export function colourNotes(
  a: { readonly layout: FrameLayout; readonly colour: ColourTags },
  b: { readonly layout: FrameLayout; readonly colour: ColourTags },
): string[] {
  const notes: string[] = [];
  if (a.layout.pixels !== b.layout.pixels) {
    notes.push(`The chroma samplings are ${a.layout.pixels} and ${b.layout.pixels}: only luma was compared.`);
  }
  const tags = (['matrix', 'primaries', 'transfer'] as const).filter((tag) => a.colour[tag] !== b.colour[tag]);
  for (const tag of tags) {
    const told = `${a.colour[tag] ?? 'untagged'} and ${b.colour[tag] ?? 'untagged'}`;
    notes.push(`The colour tags differ (${tag}: ${told}): samples were compared as they are stored.`);
  }
  return notes;
}

function sizeText(layout: FrameLayout): string {
  const { width, height } = uprightSize(layout);
  const turned = layout.rotation === 0 ? '' : `, shown as ${width}×${height} (rotation ${layout.rotation}°)`;
  return `${layout.width}×${layout.height}${turned}`;
}

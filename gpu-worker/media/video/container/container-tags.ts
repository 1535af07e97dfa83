import type { MetadataTags } from 'mediabunny';

/** Written by muxers about themselves; the new file's own take their place. */
const technical = /^(encoder|©too|©enc|©swr|major_brand|minor_version|compatible_brands|duration|date_utc)$/i;

/**
 * The tags that go into an mp4: those that every container has a name for (title, artist, date, cover, …), and the
 * label as part of the comment. What only the source's format knows is dropped and named.
 */
export function carriedTags(
  source: MetadataTags,
  label: string | undefined,
): { readonly tags: MetadataTags; readonly notes: readonly string[] } {
  const { raw, ...known } = source;
  const values = new Set(Object.values(known).filter((value) => typeof value === 'string'));
  const dropped: string[] = [];
  for (const [name, value] of Object.entries(raw ?? {})) {
    if (typeof value !== 'string' || technical.test(name) || values.has(value)) continue;
    if (/^(date|©day|creation_time|com\.apple\.quicktime\.creationdate)$/i.test(name) && known.date !== undefined)
      continue;
    dropped.push(name);
  }
  const comment = [known.comment, label].filter((part) => part !== undefined && part !== '').join('\n');
  return {
    tags: comment === '' ? known : { ...known, comment },
    notes: dropped.length === 0 ? [] : [`These tags are not carried over: ${dropped.join(', ')}.`],
  };
}

import { type Use, uses } from '../../../contract/use.ts';

/** The widest use a licence permits. `unknown`: nobody said. */
export type PermittedUse = Use | 'unknown';

export interface LicenceTerms {
  /** The statements this row is for, as FaceFusion 3.8.1 spells them. */
  readonly statements: readonly string[];
  readonly permits: PermittedUse;
  /** What the licence asks of who uses or passes on the model. */
  readonly obligation: string;
  readonly reason: string;
}

/**
 * How Faceline reads a licence statement. A guard against mistakes, not legal advice: the statements are FaceFusion's
 * own, nobody verified them at the vendors, and whoever uses a model answers for it.
 */
export const licenceTerms: readonly LicenceTerms[] = [
  {
    statements: ['MIT', 'mit'],
    permits: 'commercial',
    obligation: 'Pass on the copyright notice and the licence text with the model.',
    reason: 'Permits any use.',
  },
  {
    statements: ['Apache-2.0'],
    permits: 'commercial',
    obligation: 'Pass on the licence text and notices with the model, and say what you changed.',
    reason: 'Permits any use.',
  },
  {
    statements: ['BSD-3-Clause', 'BSD-2-Clause'],
    permits: 'commercial',
    obligation: 'Pass on the copyright notice and the licence text; do not advertise with the authors’ names.',
    reason: 'Permits any use.',
  },
  {
    statements: ['CC-BY-4.0'],
    permits: 'commercial',
    obligation: 'Name the author and the licence where you pass the model or an adaptation of it on.',
    reason: 'Permits any use with attribution.',
  },
  {
    statements: ['WTFPL'],
    permits: 'commercial',
    obligation: 'None.',
    reason: 'Permits anything.',
  },
  {
    statements: ['GPL-3.0'],
    permits: 'commercial',
    obligation:
      'Who passes the model on (a container image with it inside, too) passes on the same licence and the source.',
    reason: 'Permits any use; it is passing on that it regulates.',
  },
  {
    statements: ['OpenRAIL-M', 'OpenRAIL', 'OpenRAIL-AS'],
    permits: 'commercial',
    obligation:
      'Keep to its use restrictions and pass them on: among them nothing unlawful, no harm to minors, no harassment ' +
      'or defamation, no false information meant to harm, no discrimination. Its own text has the full list.',
    reason: 'Permits commercial use within its restrictions.',
  },
  {
    statements: ['S-Lab-1.0'],
    permits: 'non-commercial',
    obligation: 'Ask the contributors before any commercial use; pass on the notice with the model.',
    reason: 'Permits use and redistribution for non-commercial purposes.',
  },
  {
    statements: ['Non-Commercial'],
    permits: 'non-commercial',
    obligation: 'Ask the vendor for a licence before any commercial use.',
    reason: 'FaceFusion’s own word for models whose vendors exclude commercial use.',
  },
  {
    statements: ['ResearchRAIL'],
    permits: 'research',
    obligation: 'Keep to its use restrictions and pass them on.',
    reason: 'Permits research.',
  },
  {
    statements: ['demo'],
    permits: 'commercial',
    obligation: 'None beyond Faceline’s own licence: these models are part of it.',
    reason: 'Faceline’s own demo models.',
  },
];

export const unknownTerms: LicenceTerms = {
  statements: [],
  permits: 'unknown',
  obligation: 'Find out what the vendor permits before any use that matters.',
  reason: 'Whatever is not in this table: nobody knows what it permits.',
};

/** The row for a statement; {@link unknownTerms} for one that is not in the table. */
export function termsOf(licence: string): LicenceTerms {
  return licenceTerms.find(({ statements }) => statements.includes(licence)) ?? unknownTerms;
}

/** `unknown` is refused for commercial use only. */
export function permits(licence: string, use: Use): boolean {
  const permitted = termsOf(licence).permits;
  if (permitted === 'unknown') return use !== 'commercial';
  return uses.indexOf(permitted) <= uses.indexOf(use);
}

import { uses } from '../../contract/use.ts';
import { type LicenceTerms, licenceTerms, termsOf, unknownTerms } from '../models/licences/licence-terms.ts';
import { type CatalogModel, catalog, modelNamed } from './catalog.ts';
import { contractTable } from './contract-table.ts';
import { markdownTable } from './markdown-table.ts';

/** How licence statements are read, as a Markdown table. */
function licenceTable(): string {
  const row = ({ statements, permits, obligation, reason }: LicenceTerms): string[] => [
    statements.length === 0 ? 'anything else' : [...new Set(statements.map(upper))].join(', '),
    permits,
    obligation,
    reason,
  ];
  return markdownTable(
    ['Licence as stated', 'Permitted use', 'Obligation', 'Why'],
    [...licenceTerms, unknownTerms].map(row),
  );
}

/** FaceFusion spells MIT in two ways. */
const upper = (statement: string): string => (statement === 'mit' ? 'MIT' : statement);

/** Every model with its licence and use, and what is to be known of it, as a Markdown table. */
function modelTable(): string {
  const rows = catalog.map((model) => [
    `\`${model.name}\``,
    model.role,
    model.vendor,
    model.licence,
    termsOf(model.licence).permits,
    model.needs.map((need) => `\`${need}\``).join(', '),
    model.unverified ?? '',
  ]);
  return markdownTable(['Model', 'For', 'Vendor', 'Licence as stated', 'Permitted use', 'Needs', 'Note'], rows);
}

/** A licence's own word, and what is left of it by the models without which this one is of no use. */
function permittedUse({ licence, needs }: CatalogModel): string {
  const own = termsOf(licence).permits;
  const order = [...uses, 'unknown'];
  const left = needs.map((name) => ({ name, permits: termsOf(modelNamed(name)?.licence ?? 'Unknown').permits }));
  const [least] = left.sort((a, b) => order.indexOf(b.permits) - order.indexOf(a.permits));
  if (least === undefined || order.indexOf(least.permits) <= order.indexOf(own)) return own;
  return `${own}, but with \`${least.name}\`, which it needs, ${least.permits}`;
}

/** The models by role and licence, in one short Markdown table: the README's. ¹: not verified. */
export function processorTable(): string {
  const rows = [...Map.groupBy(catalog, ({ role }) => role)].flatMap(([role, models]) => {
    const groups = Map.groupBy(models, (model) => `${model.licence} ${permittedUse(model)}`);
    return [...groups.values()].map((group, at) => [
      at === 0 ? role : '',
      group.map(({ name, unverified }) => `\`${name}\`${unverified === undefined ? '' : ' ¹'}`).join(', '),
      group[0]?.licence ?? '',
      group[0] === undefined ? '' : permittedUse(group[0]),
    ]);
  });
  return markdownTable(['For', 'Models', 'Licence as stated', 'Permitted use'], rows);
}

/** Marks that enclose generated text in a document. */
export const generatedMark = (name: string, end = false): string => `<!-- ${end ? 'end of' : 'generated:'} ${name} -->`;

/** Puts fresh text between a document's marks. Throws RangeError when the marks are not there. */
export function replaceGenerated(document: string, name: string, text: string): string {
  const start = document.indexOf(generatedMark(name));
  const end = document.indexOf(generatedMark(name, true));
  if (start < 0 || end < start) throw new RangeError(`The document has no marks ${generatedMark(name)}.`);
  return `${document.slice(0, start)}${generatedMark(name)}\n${text}\n${document.slice(end)}`;
}

/** Every generated part, by the name in its marks. */
export const generatedParts: Readonly<Record<string, () => string>> = {
  licences: licenceTable,
  models: modelTable,
  processors: processorTable,
  contracts: contractTable,
};

/** A document with all its generated parts made anew. */
export function refreshGenerated(document: string): string {
  let fresh = document;
  for (const [name, make] of Object.entries(generatedParts)) {
    if (fresh.includes(generatedMark(name))) fresh = replaceGenerated(fresh, name, make());
  }
  return fresh;
}

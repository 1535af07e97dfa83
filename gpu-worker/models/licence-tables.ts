import { publishedModels } from './catalog/published-models.ts';
import { type LicenceTerms, licenceTerms, termsOf, unknownTerms } from './licence-terms.ts';

const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');

/** How licence statements are read, as a Markdown table. */
export function licenceTable(): string {
  const row = ({ statements, permits, obligation, reason }: LicenceTerms): string[] => [
    statements.length === 0 ? 'anything else' : [...new Set(statements.map(upper))].join(', '),
    permits,
    obligation,
    reason,
  ];
  return table(['Licence as stated', 'Permitted use', 'Obligation', 'Why'], [...licenceTerms, unknownTerms].map(row));
}

/** FaceFusion spells MIT in two ways. */
const upper = (statement: string): string => (statement === 'mit' ? 'MIT' : statement);

/** Every model with its licence, use, and whether it runs, as a Markdown table. */
export function modelTable(): string {
  const rows = publishedModels.map(({ name, purpose, vendor, licence, runs, reason, needs }) => [
    `\`${name}\``,
    purpose,
    vendor,
    licence,
    termsOf(licence).permits,
    needs.map((need) => `\`${need}\``).join(', '),
    runs ? 'yes' : `no: ${reason}`,
  ]);
  return table(['Model', 'For', 'Vendor', 'Licence as stated', 'Permitted use', 'Needs', 'Runs'], rows);
}

/** What each kind of model needs to be run here, in one short Markdown table: the README's. */
export function processorTable(): string {
  const kinds = [...new Set(publishedModels.filter(({ runs }) => runs).map(({ purpose }) => purpose))];
  const rows = kinds.map((kind) => [
    kind,
    publishedModels
      .filter(({ purpose, runs }) => purpose === kind && runs)
      .map(({ name, licence }) => `\`${name}\` (${licence}: ${termsOf(licence).permits})`)
      .join(', '),
  ]);
  return table(['For', 'Models that run, with licence and permitted use'], rows);
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
};

/** A document with all its generated parts made anew. */
export function refreshGenerated(document: string): string {
  let fresh = document;
  for (const [name, make] of Object.entries(generatedParts)) {
    if (fresh.includes(generatedMark(name))) fresh = replaceGenerated(fresh, name, make());
  }
  return fresh;
}

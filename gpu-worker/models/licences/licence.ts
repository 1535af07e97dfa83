import { findPublished, publishedModels } from '../../catalog/published-models.ts';
import { permanent } from '../../errors.ts';
import { permits, termsOf, type Use } from './licence-terms.ts';

/** A model and what FaceFusion says of its licence. */
export interface LicensedModel {
  readonly name: string;
  readonly licence: string;
}

export type LicenceVerdict =
  | {
      readonly ok: true;
      /** What the permitted licences ask for, by model; those that ask for nothing are left out. */
      readonly obligations: readonly (LicensedModel & { readonly obligation: string })[];
    }
  | { readonly ok: false; readonly refused: readonly LicensedModel[]; readonly message: string };

/** What the catalogue says; `Unknown` for a model that is not in it. */
export const statedLicence = (name: string): string => findPublished(name)?.licence ?? 'Unknown';

/**
 * Whether models may serve a use, by the licences that FaceFusion states. A guard against mistakes, not legal advice.
 * Models that the named ones cannot do without are counted too, though nobody named them: the recognizer (ArcFace)
 * behind a swapper, a converter.
 * @param licenceOf what is known better than by the catalogue, such as `demo` for a demo model
 */
export function licenceGate(
  use: Use,
  modelNames: readonly string[],
  licenceOf: (name: string) => string = statedLicence,
): LicenceVerdict {
  const neededBy = withNeeds(modelNames);
  const models = [...neededBy.keys()].map((name) => ({ name, licence: licenceOf(name) }));
  const refused = models.filter(({ licence }) => !permits(licence, use));
  if (refused.length === 0) {
    const obligations = models.map((model) => ({ ...model, obligation: termsOf(model.licence).obligation }));
    return { ok: true, obligations: obligations.filter(({ obligation }) => obligation !== 'None.') };
  }
  const lines = refused.map(({ name, licence }) => refusal(name, licence, use, neededBy.get(name) ?? [], licenceOf));
  const message =
    `The use is ${use}, which these models do not permit. ${lines.join(' ')} ` +
    'Licences are as FaceFusion states them; this is a guard, not legal advice.';
  return { ok: false, refused, message };
}

/** As {@link licenceGate}, throwing LICENCE_REFUSED (permanent). For any use, or none said, nothing is refused. */
export function enforceLicences(
  use: Use | 'any' | undefined,
  modelNames: readonly string[],
  licenceOf: (name: string) => string | undefined = statedLicence,
): void {
  if (use === undefined || use === 'any') return;
  const verdict = licenceGate(use, modelNames, (name) => licenceOf(name) ?? statedLicence(name));
  if (!verdict.ok) throw permanent('LICENCE_REFUSED', verdict.message);
}

/** Every model with those that need it, the named ones first. */
function withNeeds(modelNames: readonly string[]): Map<string, string[]> {
  const neededBy = new Map<string, string[]>(modelNames.map((name) => [name, []]));
  for (const name of neededBy.keys()) {
    for (const need of findPublished(name)?.needs ?? []) neededBy.set(need, [...(neededBy.get(need) ?? []), name]);
  }
  return neededBy;
}

function refusal(
  name: string,
  licence: string,
  use: Use,
  neededBy: readonly string[],
  licenceOf: (name: string) => string,
): string {
  const purpose = findPublished(name)?.purpose;
  const permitted = termsOf(licence).permits;
  const what = permitted === 'unknown' ? 'nobody knows what that permits' : `permits ${permitted} use`;
  const because = neededBy.map((other) => {
    const free = permits(licenceOf(other), use);
    return free
      ? ` ${other} itself (${licenceOf(other)}) would do, but is refused because of ${title(name)}, which it needs.`
      : ` ${other} needs it.`;
  });
  return `${title(name)}: ${licence}, ${what}.${because.join('')} ${alternatives(name, purpose, use)}`;
}

const title = (name: string): string => (name === 'arcface_w600k_r50' ? `ArcFace (${name})` : name);

/** Models of the same purpose that permit the use, with all that they need; those that run here first. */
function alternatives(name: string, purpose: string | undefined, use: Use): string {
  const fit = publishedModels.filter(
    (model) =>
      model.purpose === purpose &&
      model.name !== name &&
      [...withNeeds([model.name]).keys()].every((each) => permits(statedLicence(each), use)),
  );
  const running = fit.filter(({ runs }) => runs).map((model) => model.name);
  const others = fit.filter(({ runs }) => !runs).map((model) => model.name);
  if (purpose === undefined) return 'It is not in the catalogue.';
  if (running.length > 0) return `Permitted instead: ${running.join(', ')}.`;
  if (others.length > 0) return `Permitted, but not run by this version: ${others.join(', ')}.`;
  return `No ${purpose} in the catalogue permits it.`;
}

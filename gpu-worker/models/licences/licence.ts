import type { Use } from '../../../contract/use.ts';
import { permanent } from '../../errors.ts';
import { permits, termsOf } from './licence-terms.ts';

/** A model and what FaceFusion says of its licence. */
interface LicensedModel {
  readonly name: string;
  readonly licence: string;
}

/** One of the models that there are, as the catalogue states it. */
interface KnownModel extends LicensedModel {
  readonly role: string;
  /** Other models without which it is of no use, by name. */
  readonly needs: readonly string[];
}

type LicenceVerdict =
  | {
      readonly ok: true;
      /** What the permitted licences ask for, by model; those that ask for nothing are left out. */
      readonly obligations: readonly (LicensedModel & { readonly obligation: string })[];
    }
  | { readonly ok: false; readonly refused: readonly LicensedModel[]; readonly message: string };

/**
 * Whether models may serve a use, by the licences that FaceFusion states. A guard against mistakes, not legal advice.
 * Models that the named ones cannot do without are counted too, though nobody named them: the recognizer (ArcFace)
 * behind a swapper, a converter.
 * @param known all models that there are; of another one nobody knows the licence
 * @param betterKnown what is known better than by the catalogue, such as `demo` for a demo model
 */
export function licenceGate(
  known: readonly KnownModel[],
  use: Use,
  modelNames: readonly string[],
  betterKnown: (name: string) => string | undefined = () => undefined,
): LicenceVerdict {
  const neededBy = withNeeds(known, modelNames);
  const licenceOf = (name: string): string => betterKnown(name) ?? named(known, name)?.licence ?? 'Unknown';
  const models = [...neededBy.keys()].map((name) => ({ name, licence: licenceOf(name) }));
  const refused = models.filter(({ licence }) => !permits(licence, use));
  if (refused.length === 0) {
    const obligations = models.map((model) => ({ ...model, obligation: termsOf(model.licence).obligation }));
    return { ok: true, obligations: obligations.filter(({ obligation }) => obligation !== 'None.') };
  }
  const lines = refused.map((model) => {
    const because = becauseOf(model, use, neededBy.get(model.name) ?? [], licenceOf);
    return `${because} ${alternatives(known, model.name, use)}`;
  });
  const message =
    `The use is ${use}, which these models do not permit. ${lines.join(' ')} ` +
    'Licences are as FaceFusion states them; this is a guard, not legal advice.';
  return { ok: false, refused, message };
}

/** As {@link licenceGate}, throwing LICENCE_REFUSED (permanent). For any use, or none said, nothing is refused. */
export function enforceLicences(
  known: readonly KnownModel[],
  use: Use | 'any' | undefined,
  modelNames: readonly string[],
  betterKnown?: (name: string) => string | undefined,
): void {
  if (use === undefined || use === 'any') return;
  const verdict = licenceGate(known, use, modelNames, betterKnown);
  if (!verdict.ok) throw permanent('LICENCE_REFUSED', verdict.message);
}

const named = (known: readonly KnownModel[], name: string): KnownModel | undefined =>
  known.find((model) => model.name === name);

/** Every model with those that need it, the named ones first. */
function withNeeds(known: readonly KnownModel[], modelNames: readonly string[]): Map<string, string[]> {
  const neededBy = new Map<string, string[]>(modelNames.map((name) => [name, []]));
  for (const name of neededBy.keys()) {
    for (const need of named(known, name)?.needs ?? []) neededBy.set(need, [...(neededBy.get(need) ?? []), name]);
  }
  return neededBy;
}

function becauseOf(
  { name, licence }: LicensedModel,
  use: Use,
  neededBy: readonly string[],
  licenceOf: (name: string) => string,
): string {
  const permitted = termsOf(licence).permits;
  const what = permitted === 'unknown' ? 'nobody knows what that permits' : `permits ${permitted} use`;
  const because = neededBy.map((other) => {
    const free = permits(licenceOf(other), use);
    return free
      ? ` ${other} itself (${licenceOf(other)}) would do, but is refused because of ${title(name)}, which it needs.`
      : ` ${other} needs it.`;
  });
  return `${title(name)}: ${licence}, ${what}.${because.join('')}`;
}

const title = (name: string): string => (name === 'arcface_w600k_r50' ? `ArcFace (${name})` : name);

/** Models of the same role that permit the use, with all that they need. */
function alternatives(known: readonly KnownModel[], name: string, use: Use): string {
  const role = named(known, name)?.role;
  if (role === undefined) return 'It is not in the catalogue.';
  const isFree = (each: string): boolean => permits(named(known, each)?.licence ?? 'Unknown', use);
  const others = known.filter((model) => model.role === role && model.name !== name);
  const fit = others.filter((model) => [...withNeeds(known, [model.name]).keys()].every(isFree));
  if (fit.length === 0) return `No ${role} in the catalogue permits it.`;
  return `Permitted instead: ${fit.map((model) => model.name).join(', ')}.`;
}

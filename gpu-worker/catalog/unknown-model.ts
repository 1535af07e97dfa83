import { inWords, nearNames } from '../../contract/near-names.ts';
import { catalog, namesOfRole } from './catalog.ts';

/**
 * What is wrong with a model's name, and which was probably meant: the near names, the model's own role where it has
 * another one, else everything that this version runs.
 */
export function unknownModelText(role: string, name: string): string {
  const known = namesOfRole(role);
  const near = nearNames(name, known);
  if (near.length > 0) return `There is no ${role} "${name}"; did you mean ${inWords(near)}?`;
  const other = catalog.find((model) => model.name === name);
  const own = other === undefined ? '' : `: that is ${article(other.role)} ${other.role}`;
  return `There is no ${role} "${name}"${own}; this version runs ${known.join(', ')}.`;
}

/**
 * The same for a name that may be that of any model.
 * @param otherwise what to say where nothing is near
 */
export function unknownNameText(
  name: string,
  known: readonly string[],
  otherwise = `this version runs ${known.join(', ')}.`,
): string {
  const near = nearNames(name, known);
  return `There is no model "${name}"; ${near.length > 0 ? `did you mean ${inWords(near)}?` : otherwise}`;
}

const article = (word: string): string => (/^[aeiou]/.test(word) ? 'an' : 'a');

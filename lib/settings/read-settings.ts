import type * as z from 'zod';
import { expectedWords } from '../../contract/expected-words.ts';
import { didYouMean } from '../../contract/near-names.ts';
import { type Settings, settingsFields, settingsSchema } from './settings.ts';
import { settingsProblems } from './settings-rules.ts';

/** Mistakes of whoever runs the CDK, all of them, as they are told: no fault of the program, so without a stack. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}

/** Names in context that the CDK's own CLI writes and that do not look like it: its others have a ":" in them. */
const cdkNames = ['acknowledged-issue-numbers', 'assets-ecr-repository-name', 'cli-telemetry'];
const isCdks = (name: string): boolean => name.includes(':') || cdkNames.includes(name);

/**
 * Reads the settings out of CDK context.
 * @param context all of the app's context, the CDK's own names included, which are left out
 * @throws SettingsError that lists every unknown name and every wrong value
 */
export function readSettings(context: Readonly<Record<string, unknown>>): Settings {
  const own = Object.entries(context).filter(([name, value]) => !isCdks(name) && value !== undefined);
  const unknown = own.map(([name]) => name).filter((name) => !Object.hasOwn(settingsFields, name));
  const given = Object.fromEntries(own);
  // What was given is not repeated: an address may hold a secret.
  const result = settingsSchema.safeParse(given, { error: expectedWords });
  const problems = [
    ...unknown.map((name) => `${name}: there is no such setting${didYouMean(name, Object.keys(settingsFields))}`),
    ...(result.success
      ? settingsProblems(result.data).map(([name, problem]) => `${name}: ${problem}`)
      : result.error.issues.map((issue) => `${String(issue.path[0])}: ${issue.message}${nearValue(issue, given)}`)),
  ];
  if (result.success && problems.length === 0) return result.data;
  const lines = [...new Set(problems)].map((problem) => `  ${problem}\n`).join('');
  throw new SettingsError(`The settings are not valid:\n${lines}docs/settings.md lists them all.`);
}

function nearValue(issue: z.core.$ZodIssue, given: Readonly<Record<string, unknown>>): string {
  const [name] = issue.path;
  return issue.code === 'invalid_value' ? didYouMean(String(given[String(name)]), issue.values.map(String)) : '';
}

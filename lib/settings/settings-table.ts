import * as z from 'zod';
import { settingsFields } from './settings.ts';

const metaSchema = z.looseObject({ description: z.string(), cost: z.string().optional() });

/** docs/settings.md: every setting with its default, its meaning and what it does to the bill. */
export function settingsPage(): string {
  const defaults: Readonly<Record<string, unknown>> = z.object(settingsFields).parse({});
  const rows = Object.entries(settingsFields).map(([name, field]) => {
    const { description, cost } = metaSchema.parse(field.meta());
    return `| \`${name}\` | ${inCell(defaults[name])} | ${description} | ${cost ?? ''} |`;
  });
  return [
    '# Settings',
    '',
    'Give a setting on the command line, `npx cdk deploy -c stage=prod -c maxWorkers=8`, or under `context` in',
    '`cdk.json`. Unknown names (the near one is named), wrong values, and settings that cost more than they save are refused',
    'with the reason, all at once; names with a ":" are the CDK\'s own. This page is written from `lib/settings/settings.ts` by',
    '`npx vitest run --project stack test/stack/settings/settings.test.ts -u`.',
    'Prices are those of us-east-1 when this was written; `docs/operations.md` says how to compute them again.',
    '',
    '| Setting | Default | Meaning | Effect on cost |',
    '|---|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}

function inCell(value: unknown): string {
  if (value === undefined) return '–';
  if (Array.isArray(value)) return value.length === 0 ? 'none' : `\`${value.join(',')}\``;
  return `\`${String(value)}\``;
}

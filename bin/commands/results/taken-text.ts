import path from 'node:path';
import { UsageError } from '../exit-codes.ts';
import { planResults, type ResultPlan, type TakenName } from './plan-results.ts';
import { numberedName } from './result-names.ts';

const mostNamed = 6;

/**
 * Says which names are taken and what to do: before work, so that nothing is lost.
 * @param elsewhere the command's flags for another name
 */
export function takenError(
  taken: readonly TakenName[],
  notes: readonly string[] = [],
  elsewhere = '--out <folder>',
): UsageError {
  const relative = (file: string): string => path.relative(process.cwd(), file) || file;
  const lines = taken.slice(0, mostNamed).map(({ file, why }) => `  ${relative(file)}: ${why}`);
  if (taken.length > mostNamed) lines.push(`  and ${taken.length - mostNamed} more`);
  const [first] = taken;
  const example = first === undefined ? '' : `, such as ${numberedName(path.basename(first.file), 2)}`;
  const others = `${elsewhere} for another name, or --number for the next number${example}`;
  const ways = taken.every(({ replaceable }) => replaceable)
    ? `Give --force to replace earlier results, ${others}.`
    : `Give ${others}. --force replaces earlier results of Faceline only.`;
  return new UsageError(['Nothing is written over, and nothing was done:', ...lines, ...notes, ways].join('\n'));
}

/** Plans the files of one result, {@link planResults}. @throws UsageError where a name is taken */
export function mustPlan(...wanted: Parameters<typeof planResults>): ResultPlan {
  const planned = planResults(...wanted);
  if (planned.ok) return planned.plan;
  throw takenError(planned.taken);
}

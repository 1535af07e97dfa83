import { outputFiles } from '../contract/object-keys.ts';
import type { Report } from '../contract/report.ts';
import type { ReportWriter } from './ports.ts';

/** Writes a report where it belongs, once: `exists` when there is one already, which stays. */
export async function writeReport(store: ReportWriter, report: Report): Promise<'stored' | 'exists'> {
  const { bucket, prefix } = report.output;
  const bytes = new TextEncoder().encode(`${JSON.stringify(report, null, 2)}\n`);
  const address = { bucket, key: `${prefix}${outputFiles.report}` };
  return store.put(address, bytes, { contentType: 'application/json', ifAbsent: true });
}

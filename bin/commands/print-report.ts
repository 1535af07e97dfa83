import type { Report } from '../../contract/report.ts';

/** Prints one report for a person or a program; of several each in a line of its own. */
export const printReport = (report: Report, isOneOfMany: boolean): void =>
  void process.stdout.write(`${isOneOfMany ? JSON.stringify(report) : JSON.stringify(report, null, 2)}\n`);

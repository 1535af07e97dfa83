import { globSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { UsageError } from '../exit-codes.ts';
import { mustRead } from '../must-read.ts';
import { ownFiles } from '../results/own-files.ts';
import { isReportName } from '../results/result-names.ts';
import { fileNameFor, isImageFile } from '../upload-names.ts';
import { isVideoFile } from './pair-files.ts';

export interface FoundTargets {
  /** Full paths, each once, in the order given. */
  readonly targets: readonly string[];
  /** What was left out and why, each a sentence. */
  readonly notes: readonly string[];
}

/**
 * The files that `--target` names: files, folders (their videos and images, not those of folders in them) and
 * patterns such as `clips/**\/*.mp4`. Hidden files are no targets, and neither are results of earlier runs: in a folder
 * whatever a report there names, else those whose own source is a target too.
 * @throws UsageError for what is not there or may not be read, and a folder or pattern in which nothing is
 */
export function findTargets(given: readonly string[]): FoundTargets {
  const found = new Set<string>();
  const skipped: string[] = [];
  for (const each of given) {
    const facts = statSync(each, { throwIfNoEntry: false });
    if (facts?.isDirectory()) {
      const { targets, results } = targetsInFolder(path.resolve(each));
      for (const target of targets) found.add(target);
      skipped.push(...results);
    } else if (facts?.isFile()) found.add(path.resolve(each));
    else if (facts !== undefined) throw new UsageError(`--target: ${each} is neither a file nor a folder.`);
    else for (const target of targetsOfPattern(each)) found.add(target);
  }
  const all = [...found];
  const results = all.length === 1 ? [] : resultsOf(all);
  const targets = all.filter((target) => !results.includes(target));
  for (const target of targets) mustRead('--target', target);
  return { targets, notes: leftOut([...skipped, ...results]) };
}

function targetsInFolder(folder: string): { targets: string[]; results: string[] } {
  const names = readdirSync(folder)
    .filter((name) => isMedia(path.join(folder, name)))
    .toSorted();
  const own = ownFiles(folder);
  const files = (kept: (name: string) => boolean) => names.filter(kept).map((name) => path.join(folder, name));
  const [targets, results] = [files((name) => !own.has(name)), files((name) => own.has(name))];
  if (targets.length > 0) return { targets, results };
  const why = results.length === 0 ? '' : ` but results of earlier runs; name those one by one to work on them`;
  throw new UsageError(`--target: in ${folder} is no video and no image${why}.`);
}

function targetsOfPattern(pattern: string): string[] {
  if (!/[*?[{]/.test(pattern)) throw new UsageError(`--target: there is no ${path.resolve(pattern)}.`);
  const files = globSync(pattern).map((file) => path.resolve(file));
  const media = files.filter(isMedia).toSorted();
  if (media.length === 0) throw new UsageError(`--target: "${pattern}" matches no video and no image.`);
  return media;
}

/** Those of the targets that were made of another one of them. */
function resultsOf(targets: readonly string[]): string[] {
  const folders = new Map(targets.map((target) => [path.dirname(target), ownFiles(path.dirname(target))]));
  const sources = new Set(targets.map((target) => fileNameFor(target)));
  return targets.filter((target) => {
    const report = folders.get(path.dirname(target))?.get(path.basename(target));
    return report !== undefined && sources.has(path.posix.basename(report.source.key));
  });
}

function isMedia(file: string): boolean {
  const name = path.basename(file);
  if (name.startsWith('.') || isReportName(name) || !(isVideoFile(name) || isImageFile(name))) return false;
  return statSync(file, { throwIfNoEntry: false })?.isFile() === true;
}

function leftOut(files: readonly string[]): string[] {
  // Of a result its pictures are left out too; the result itself says it all.
  const [first] = files.filter(isVideoFile).concat(files);
  if (first === undefined) return [];
  const more = files.length === 1 ? '' : ` and ${files.length - 1} more`;
  return [`Left out, being results of earlier runs: ${path.basename(first)}${more}.`];
}

/** Runs before `npm pack`: Node strips no types below `node_modules`, so the package carries what Node runs as it is. */
import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import { stripTypeScriptTypes } from 'node:module';
import path from 'node:path';
import { makeFolders } from '../gpu-worker/files/make-folders.ts';

const root = path.resolve(import.meta.dirname, '..');
const program = 'bin/faceline.ts';
/** What the program reads beside its modules, files and folders. */
const assets = ['examples/demo/models'];

/** A path to another module, however it is used: an import, an entry of a thread, the script of a process. */
const modulePath = /(['"])(\.{1,2}\/[^'"\n]*)\.ts\1/g;

/**
 * Writes the CLI and every module it can reach, each as JavaScript in its own file and on its own lines, and the demo's
 * models. Threads and processes are started by path, so nothing is bundled.
 * @param out the folder, which is emptied first; below it the tree is the project's
 * @returns the modules, relative to the project
 * @throws Error when a module that another one names is not there
 */
export async function buildDist(out: string): Promise<readonly string[]> {
  await rm(out, { recursive: true, force: true });
  const modules = new Set([program]);
  // A set is walked to its end, with what is added on the way.
  for (const module of modules) {
    const stripped = stripTypeScriptTypes(await readFile(path.join(root, module), 'utf8'));
    for (const [, , name] of stripped.matchAll(modulePath)) {
      modules.add(path.join(path.dirname(module), `${name}.ts`));
    }
    const file = path.join(out, module.replace(/\.ts$/, '.js'));
    makeFolders(path.dirname(file));
    await writeFile(file, stripped.replaceAll(modulePath, '$1$2.js$1'));
  }
  for (const asset of assets) await cp(path.join(root, asset), path.join(out, asset), { recursive: true });
  return [...modules];
}

if (import.meta.main) await buildDist(path.join(root, 'dist'));

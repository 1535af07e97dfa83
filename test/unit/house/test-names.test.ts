import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { projectFiles } from '../../helpers/house/project-files.ts';

/** Tests of one source each: folder of the tests → folder of the sources that it mirrors. */
const mirrors = { 'test/unit': '', 'test/media': '', 'test/stack': 'lib' } as const;
/** Suites that try the whole; their tests are named for their scenario. */
const suites = /^test\/(conformance|e2e|e2e-aws|integration|localstack|long|packed)\/[^/]+$/;
/** Tests of the house itself are named for what they guard. */
const ofTheHouse = /^test\/unit\/house\/[^/]+$/;
const source = /^(bin|contract|examples|functions|gpu-worker|lib)\/.*(?<!\.d)\.(ts|cjs)$/;
/** Helpers, programs that tests start, what a suite runs on every adapter, and the two that bring and start servers. */
const helper =
  /^test\/helpers\/[a-z-]+\/[^/]+$|^test\/(fixtures|conformance\/suites|servers)\/[^/]+$|^test\/localstack\/run\.ts$/;

/** What is wrong with where tests and their helpers lie among these files, a line each. */
function misplaced(files: readonly string[]): readonly string[] {
  const sources = files.filter((file) => source.test(file)).map((file) => file.replace(/\.(ts|cjs)$/, ''));
  return files
    .filter((file) => file.startsWith('test/') && file.endsWith('.ts'))
    .flatMap((file) => {
      const problem = file.endsWith('.test.ts') ? testProblem(file, sources) : helperProblem(file);
      return problem === undefined ? [] : [`${file}: ${problem}`];
    });
}

function testProblem(file: string, sources: readonly string[]): string | undefined {
  if (suites.test(file) || ofTheHouse.test(file)) return undefined;
  const mirror = Object.entries(mirrors).find(([tests]) => file.startsWith(`${tests}/`));
  if (mirror === undefined) return 'of no suite';
  const [name = '', ...aspects] = path.posix.basename(file, '.test.ts').split('.');
  if (aspects.length > 1) return 'more than one aspect';
  const folder = path.posix.join(mirror[1], path.posix.relative(mirror[0], path.posix.dirname(file)));
  if (sources.includes(path.posix.join(folder, name))) return undefined;
  const elsewhere = sources.filter((one) => path.posix.basename(one) === name);
  return elsewhere.length === 0 ? 'named after no source' : `its source is ${elsewhere.join(' or ')}`;
}

const helperProblem = (file: string): string | undefined =>
  helper.test(file) ? undefined : 'a helper outside test/helpers/<subject>';

describe('a test lies where its source lies, and has its name', () => {
  const files = projectFiles(path.resolve(import.meta.dirname, '../../..'));

  test('the lists are not empty', () => {
    expect(files.filter((file) => source.test(file)).length).toBeGreaterThan(400);
    for (const tests of Object.keys(mirrors)) {
      expect(files.filter((file) => file.startsWith(`${tests}/`)).length, tests).toBeGreaterThan(15);
    }
  });

  test('here', () => expect(misplaced(files)).toEqual([]));

  const planted = ['gpu-worker/pixels/lab.ts', 'gpu-worker/pixels/wasm.d.ts', 'lib/fleet/fleet.ts', 'bin/start.cjs'];

  test.each([
    ['test/unit/gpu-worker/pixels/grey.test.ts', 'named after no source'],
    ['test/unit/gpu-worker/pixels/wasm.test.ts', 'named after no source'],
    ['test/unit/gpu-worker/lab.test.ts', 'its source is gpu-worker/pixels/lab'],
    ['test/unit/lab.test.ts', 'its source is gpu-worker/pixels/lab'],
    ['test/media/lab.colours.test.ts', 'its source is gpu-worker/pixels/lab'],
    ['test/stack/lib/fleet/fleet.test.ts', 'its source is lib/fleet/fleet'],
    ['test/unit/gpu-worker/pixels/lab.colours.exact.test.ts', 'more than one aspect'],
    ['test/unit/house/pixels/lab.test.ts', 'its source is gpu-worker/pixels/lab'],
    ['test/other/lab.test.ts', 'of no suite'],
    ['test/unit/gpu-worker/pixels/patterns.ts', 'a helper outside test/helpers/<subject>'],
    ['test/e2e/patterns.ts', 'a helper outside test/helpers/<subject>'],
    ['test/helpers/shapes.ts', 'a helper outside test/helpers/<subject>'],
    ['test/helpers/media/pictures/patterns.ts', 'a helper outside test/helpers/<subject>'],
  ])('%s is not where it belongs', (file, problem) => {
    expect(misplaced([...planted, file])).toEqual([`${file}: ${problem}`]);
  });

  test.each([
    'test/unit/gpu-worker/pixels/lab.test.ts',
    'test/media/gpu-worker/pixels/lab.as-opencv.test.ts',
    'test/stack/fleet/fleet.rights.test.ts',
    'test/unit/bin/start.test.ts',
    'test/unit/house/test-names.test.ts',
    'test/e2e/kill.test.ts',
    'test/helpers/media/patterns.ts',
    'test/fixtures/probe-child.ts',
  ])('%s is', (file) => {
    expect(misplaced([...planted, file])).toEqual([]);
  });
});

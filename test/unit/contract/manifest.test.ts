import { describe, expect, test } from 'vitest';
import { manifestItems, maxManifestBytes, parseManifest } from '../../../contract/manifest.ts';

const target = (n: number): string => `videos/input/studio/202504051423/t${n}.mp4`;
const persons = (count: number): string[] => Array.from({ length: count }, (_, n) => `p${n}`);
const templates = (count: number): string[] => Array.from({ length: count }, (_, n) => target(n));

function parsed(manifest: object) {
  const result = parseManifest(JSON.stringify({ version: 1, ...manifest }));
  if (!result.ok) throw new Error(result.problem);
  return result.value;
}
function problemOf(text: string): string {
  const result = parseManifest(text);
  if (result.ok) throw new Error('it was accepted');
  return result.problem;
}
const problemOfManifest = (manifest: object): string => problemOf(JSON.stringify({ version: 1, ...manifest }));

describe('what a manifest asks for', () => {
  test('every template for every person, then the items', () => {
    const manifest = parsed({ templates: templates(2), persons: persons(2), items: [{ target: target(9) }] });
    expect(manifestItems(manifest).map((item) => [item.target, item.person])).toEqual([
      [target(0), 'p0'],
      [target(0), 'p1'],
      [target(1), 'p0'],
      [target(1), 'p1'],
      [target(9), undefined],
    ]);
  });

  test('defaults apply to all; an item has its own preset instead, and its own options on top', () => {
    const manifest = parsed({
      defaults: { preset: 'swap-restore', options: { crf: 20, faces: 'one' } },
      items: [
        { target: target(0), person: 'p0' },
        { target: target(0), preset: 'restore', options: { crf: 30 } },
      ],
    });
    expect(manifestItems(manifest)).toEqual([
      { target: target(0), person: 'p0', preset: 'swap-restore', options: { crf: 20, faces: 'one' } },
      { target: target(0), preset: 'restore', options: { crf: 30, faces: 'one' } },
    ]);
  });

  test('identities of an item take the place of the default ones', () => {
    const usual = [{ target: { index: 1 }, source: 'keep' }];
    const own = [{ target: { index: 0 }, source: { person: 'p1' } }];
    const manifest = parsed({
      defaults: { identities: usual },
      templates: [target(0)],
      persons: ['p0'],
      items: [{ target: target(1), identities: own }],
    });
    expect(manifestItems(manifest).map(({ person, identities }) => [person, identities])).toEqual([
      ['p0', usual],
      [undefined, own],
    ]);
    expect(
      problemOfManifest({ items: [{ target: target(0), identities: [{ target: 'some', source: 'keep' }] }] }),
    ).toContain('items.0.identities.0.target');
  });

  test('a wish that is named twice is one', () => {
    const items = [
      { target: target(0), person: 'p0' },
      { person: 'p0', target: target(0), options: {} },
    ];
    expect(manifestItems(parsed({ templates: [target(0)], persons: ['p0'], items }))).toHaveLength(1);
  });

  test('10,000 tasks are taken, 10,001 are not', () => {
    expect(manifestItems(parsed({ templates: templates(100), persons: persons(100) }))).toHaveLength(10_000);
    const items = [{ target: target(0) }];
    expect(problemOfManifest({ templates: templates(100), persons: persons(100), items })).toContain('10001 tasks');
  });

  test('10,000 listed tasks fit into one file, with keys of 400 bytes', () => {
    const items = persons(10_000).map((person, n) => ({ target: `templates/${'x'.repeat(390)}${n}.mp4`, person }));
    const text = JSON.stringify({ version: 1, items });
    expect(Buffer.byteLength(text)).toBeLessThan(maxManifestBytes);
    expect(manifestItems(parsed({ items }))).toHaveLength(10_000);
  });
});

describe('what is refused', () => {
  test('another version names both', () => expect(problemOf('{"version":2}')).toMatch(/version 2\b.*version 1\b/));
  test('no JSON', () => expect(problemOf('version: 1')).toContain('not JSON'));
  test('no version', () => expect(problemOf('{"items":[]}')).toContain('version'));
  test('nothing asked for', () => expect(problemOfManifest({ templates: [target(0)] })).toContain('asks for nothing'));
  test('unknown fields', () =>
    expect(problemOfManifest({ items: [{ target: target(0), colour: 1 }] })).toContain('"colour"'));
  test('a key that reaches further', () =>
    expect(problemOfManifest({ items: [{ target: '../x' }] })).toContain('items.0.target'));

  test('however much is wrong, the message stays short and says how much more there is', () => {
    const items = Array.from({ length: 5000 }, () => ({ target: '', ['x'.repeat(1000)]: 1 }));
    const problem = problemOfManifest({ items });
    expect(problem.length).toBeLessThan(6000);
    expect(problem).toMatch(/and \d+ more$/);
  });
});

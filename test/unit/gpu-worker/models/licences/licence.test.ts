import { describe, expect, test } from 'vitest';
import type { Use } from '../../../../../contract/use.ts';
import { catalog } from '../../../../../gpu-worker/catalog/catalog.ts';
import { neededModels } from '../../../../../gpu-worker/catalog/needed-models.ts';
import { enforceLicences, licenceGate } from '../../../../../gpu-worker/models/licences/licence.ts';
import { licenceTerms, permits, termsOf } from '../../../../../gpu-worker/models/licences/licence-terms.ts';
import { taskWith } from '../../../../helpers/models/engine.ts';

describe('licence statements', () => {
  test.each([
    ['MIT', 'commercial'],
    ['mit', 'commercial'],
    ['Apache-2.0', 'commercial'],
    ['BSD-3-Clause', 'commercial'],
    ['CC-BY-4.0', 'commercial'],
    ['WTFPL', 'commercial'],
    ['GPL-3.0', 'commercial'],
    ['OpenRAIL-M', 'commercial'],
    ['S-Lab-1.0', 'non-commercial'],
    ['Non-Commercial', 'non-commercial'],
    ['ResearchRAIL', 'research'],
    ['Unknown', 'unknown'],
    ['CC-BY-NC-4.0', 'unknown'],
    ['', 'unknown'],
  ])('"%s" permits %s use', (statement, use) => {
    expect(termsOf(statement).permits).toBe(use);
  });

  test('obligations are named where there are any, restrictions for OpenRAIL', () => {
    for (const { obligation, reason } of licenceTerms) {
      expect(obligation).not.toBe('');
      expect(reason).not.toBe('');
    }
    expect(termsOf('OpenRAIL-M').obligation).toMatch(/restrictions.*harassment/);
    expect(termsOf('GPL-3.0').obligation).toMatch(/source/);
  });

  test('the catalogue has no statement that was overlooked', () => {
    const unknown = catalog.filter(({ licence }) => termsOf(licence).permits === 'unknown');
    expect(new Set(unknown.map(({ licence }) => licence))).toEqual(new Set(['Unknown']));
  });

  test.each([
    ['MIT', [true, true, true]],
    ['Non-Commercial', [false, true, true]],
    ['ResearchRAIL', [false, false, true]],
    ['Unknown', [false, true, true]],
  ])('%s: commercial, non-commercial, research', (licence, expected) => {
    const all: Use[] = ['commercial', 'non-commercial', 'research'];
    expect(all.map((use) => permits(licence, use))).toEqual(expected);
  });
});

describe('the licence gate', () => {
  test('lets restoration with free models through, and names what they ask for', () => {
    const verdict = licenceGate(catalog, 'commercial', ['yunet_2023_mar', 'gfpgan_1.4']);
    expect(verdict.ok && verdict.obligations.map(({ name, licence }) => [name, licence])).toEqual([
      ['yunet_2023_mar', 'MIT'],
      ['gfpgan_1.4', 'Apache-2.0'],
    ]);
  });

  test('counts the models behind a selector and both landmarkers; FairFace asks for its authors to be named', () => {
    const task = taskWith({ swapper: 'none', enhancer: 'gfpgan_1.4', landmarker: 'many', selectGender: 'female' });
    const names = neededModels(task).map(({ name }) => name);
    expect(names).toEqual(['yunet_2023_mar', '2dfan4', 'peppa_wutz', 'fan_68_5', 'fairface', 'gfpgan_1.4']);
    const verdict = licenceGate(catalog, 'commercial', names);
    const obligations = verdict.ok ? verdict.obligations : [];
    expect(obligations.find(({ name }) => name === 'fairface')).toMatchObject({ licence: 'CC-BY-4.0' });
    expect(() =>
      enforceLicences(catalog, 'commercial', names, (name) => (name === 'fairface' ? 'Unknown' : 'MIT')),
    ).toThrow(/fairface/);
  });

  test('refuses a free swapper because of ArcFace, and says so', () => {
    const verdict = licenceGate(catalog, 'commercial', ['yunet_2023_mar', 'ghost_1_256']);
    if (verdict.ok) throw new Error('it was let through');
    expect(verdict.refused).toEqual([{ name: 'arcface_w600k_r50', licence: 'Non-Commercial' }]);
    expect(verdict.message).toContain(
      'ghost_1_256 itself (Apache-2.0) would do, but is refused because of ArcFace (arcface_w600k_r50), which it needs.',
    );
    expect(verdict.message).toContain('No recognizer in the catalogue permits it.');
    expect(verdict.message).toContain('not legal advice');
  });

  test('names each refused model, its licence, and what would do instead', () => {
    const verdict = licenceGate(catalog, 'commercial', ['scrfd_2.5g', 'inswapper_128', 'codeformer']);
    if (verdict.ok) throw new Error('it was let through');
    expect(verdict.refused.map(({ name }) => name)).toEqual([
      'scrfd_2.5g',
      'inswapper_128',
      'codeformer',
      'arcface_w600k_r50',
    ]);
    expect(verdict.message).toContain(
      'scrfd_2.5g: Non-Commercial, permits non-commercial use. Permitted instead: yunet_2023_mar, yoloface_8n.',
    );
    expect(verdict.message).toMatch(
      /codeformer: S-Lab-1\.0.* Permitted instead: gfpgan_1\.2, gfpgan_1\.3, gfpgan_1\.4, restoreformer_plus_plus\./,
    );
    expect(verdict.message).toContain('No swapper in the catalogue permits it.');
    expect(verdict.message).toContain('inswapper_128 needs it.');
  });

  test('refuses what it does not know for commercial use only', () => {
    expect(licenceGate(catalog, 'commercial', ['my_own']).ok).toBe(false);
    expect(licenceGate(catalog, 'non-commercial', ['my_own']).ok).toBe(true);
    expect(licenceGate(catalog, 'commercial', ['uniface_256']).ok).toBe(false);
  });

  test('knows the needs of needs', () => {
    const verdict = licenceGate(catalog, 'non-commercial', ['hififace_unofficial_256']);
    expect(verdict.ok && verdict.obligations.map(({ name }) => name)).toEqual([
      'hififace_unofficial_256',
      'arcface_w600k_r50',
      'crossface_hififace',
    ]);
  });

  test('research models are for research', () => {
    expect(licenceGate(catalog, 'non-commercial', ['hyperswap_1a_256']).ok).toBe(false);
    expect(licenceGate(catalog, 'research', ['hyperswap_1a_256']).ok).toBe(true);
  });

  test('demo models under the same names are free', () => {
    expect(licenceGate(catalog, 'commercial', ['inswapper_128'], () => 'demo').ok).toBe(true);
  });

  test('throws LICENCE_REFUSED, and nothing without a use', () => {
    expect(() => enforceLicences(catalog, 'commercial', ['inswapper_128'])).toThrow(
      expect.objectContaining({ code: 'LICENCE_REFUSED', retryable: false }),
    );
    expect(() => enforceLicences(catalog, undefined, ['inswapper_128'])).not.toThrow();
    expect(() => enforceLicences(catalog, 'non-commercial', ['inswapper_128'])).not.toThrow();
  });
});

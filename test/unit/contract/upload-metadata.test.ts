import { describe, expect, test } from 'vitest';
import { defaultOptions } from '../../../contract/options/options.ts';
import { presets } from '../../../contract/presets.ts';
import {
  maxOptionsBytes,
  parseUploadMetadata,
  resolveOptions,
  uploadMetadata,
} from '../../../contract/upload-metadata.ts';

const problemOf = (metadata: Record<string, string>): string => {
  const parsed = parseUploadMetadata(metadata);
  if (parsed.ok) throw new Error('it was accepted');
  return parsed.problem;
};

describe('object metadata', () => {
  test('person, preset and options are read; everything else is ignored', () => {
    const metadata = { person: 'anna', preset: 'swap', options: '{"crf":20}', 'x-camera': 'phone', mtime: '1' };
    const value = { person: 'anna', preset: 'swap', options: { crf: 20 } };
    expect(parseUploadMetadata(metadata)).toEqual({ ok: true, value });
    expect(parseUploadMetadata({})).toEqual({ ok: true, value: {} });
  });

  test('a wish survives the trip through ASCII headers', () => {
    const wish = {
      person: 'Zoë Müller',
      preset: 'restore',
      options: { crf: 20, maskPadding: [1, 2, 3, 4] as [number, number, number, number] },
    };
    const metadata = uploadMetadata(wish);
    expect(Object.values(metadata).join('')).toMatch(/^[\x20-\x7e]*$/);
    expect(parseUploadMetadata(metadata)).toEqual({ ok: true, value: wish });
  });

  test('identities travel beside the person, in ASCII, and are checked field by field', () => {
    const identities = [
      { target: { photo: 'persons/Zoë/1 ü.jpg' }, source: { person: 'Bärbel' } },
      { target: { index: 1 }, source: 'keep' as const },
      { target: { timeS: 1.5, x: 10, y: 20 }, source: 'blur' as const },
    ];
    const metadata = uploadMetadata({ person: 'anna', identities });
    expect(Object.values(metadata).join('')).toMatch(/^[\x20-\x7e]*$/);
    expect(parseUploadMetadata(metadata)).toEqual({ ok: true, value: { person: 'anna', identities } });
    const rule = (target: unknown, source: unknown) => ({ identities: JSON.stringify([{ target, source }]) });
    expect(problemOf(rule({ photo: 'videos/input/u/1.jpg' }, 'keep'))).toContain('0.target');
    expect(problemOf(rule({ index: 0 }, 'hide'))).toContain('"keep", "blur" or {person: <name>}');
    expect(problemOf({ identities: ' '.repeat(maxOptionsBytes + 1) })).toContain('"identities" has 1025 bytes');
  });

  test('options are at most 1 KB, counted in bytes', () => {
    const padded = (sizeBytes: number): string => '{"crf":20}'.padEnd(sizeBytes, ' ');
    expect(parseUploadMetadata({ options: padded(maxOptionsBytes) }).ok).toBe(true);
    expect(problemOf({ options: padded(maxOptionsBytes + 1) })).toMatch(/1025 bytes.*1024/);
    expect(problemOf({ options: `{"x":"${'é'.repeat(600)}"}` })).toMatch(/bytes/);
  });

  test.each([
    [{ options: '{crf:20}' }, 'not JSON'],
    [{ options: '{"crf":52}' }, 'crf'],
    [{ options: '{"quality":9}' }, '"quality"'],
    [{ options: '[]' }, 'options'],
    [{ person: '../x' }, 'person'],
    [{ person: '%zz' }, 'percent-encoding'],
    [{ person: '%2e%2e' }, 'person'],
  ] satisfies [Record<string, string>, string][])('%j is refused', (metadata, text) =>
    expect(problemOf(metadata)).toContain(text),
  );
});

describe('options', () => {
  test('are the defaults where nothing is said', () =>
    expect(resolveOptions({})).toEqual({ ok: true, value: defaultOptions }));

  test('a preset comes on top of the defaults, own options on top of the preset', () => {
    const resolved = resolveOptions({ preset: 'restore', options: { enhancerBlend: 50 } });
    expect(resolved).toEqual({ ok: true, value: { ...defaultOptions, ...presets.restore, enhancerBlend: 50 } });
    const own = resolveOptions({ preset: 'restore', options: { enhancer: 'codeformer', crf: undefined } });
    expect(own).toMatchObject({ value: { enhancer: 'codeformer', crf: defaultOptions.crf } });
  });

  test('an unknown preset is refused, and the known ones are named', () => {
    const resolved = resolveOptions({ preset: 'toString' });
    expect(resolved).toMatchObject({ ok: false, problem: expect.stringContaining('swap, swap-restore, restore') });
  });

  test('ages that nobody has are refused, and both are named', () => {
    const problem = (options: object) => {
      const resolved = resolveOptions({ options });
      return resolved.ok ? undefined : resolved.problem;
    };
    expect(problem({ selectAgeFrom: 30, selectAgeTo: 30 })).toMatch(/`selectAgeFrom` is 30.*`selectAgeTo`.*is 30/);
    expect(problem({ selectAgeTo: 0 })).toMatch(/select nobody/);
    expect(problem({ selectAgeFrom: 30 })).toBeUndefined();
  });

  test('to ask for nothing is refused', () => {
    expect(resolveOptions({ options: { swapper: 'none' } })).toMatchObject({
      ok: false,
      problem: expect.stringContaining('nothing'),
    });
  });
});

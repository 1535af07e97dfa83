import { expect, test } from 'vitest';
import { systemWords } from '../../../../bin/commands/system-words.ts';
import { localAdvice } from '../../../../bin/commands/words/local-advice.ts';
import { unusableText } from '../../../../gpu-worker/inference/prove-provider.ts';

test("the system's codes are words, and what is not foreseen keeps its own", () => {
  const denied = Object.assign(new Error("EACCES: permission denied, mkdtemp '/x/.faceline-XXXXXX'"), {
    code: 'EACCES',
  });
  expect(systemWords(denied)).toBe('you may not write there');
  expect(systemWords(new Error('something else'))).toBe('something else');
  expect(systemWords('thrown')).toBe('thrown');
});

test("a provider's missing library is told in words, and the advice names what looks for it", () => {
  const said = 'OrtSessionOptionsAppendExecutionProvider_Cuda: Failed to load shared library';
  expect(unusableText('cuda', said)).toBe(
    'The execution provider "cuda" cannot be used: a library that it needs is missing or cannot be loaded',
  );
  expect(unusableText('cuda', 'CUDA failure 2: out of memory')).toMatch(/used: CUDA failure 2: out of memory$/);
  expect(localAdvice.PROVIDER_UNAVAILABLE).toMatch(/`faceline doctor`/);
});

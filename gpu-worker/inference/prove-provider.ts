import { InferenceSession, Tensor } from 'onnxruntime-node';
import { permanent } from '../errors.ts';
import type { InferenceSettings } from './inference-settings.ts';
import { nativeLogSeverity } from './native-log.ts';

/** The square of a 2 by 2 matrix, as an ONNX file; its test makes it anew. */
export const proofModel = Buffer.from(
  'CAgSDWZhY2VsaW5lLWRlbW8yADpEChEKAWEKAWESAWIiBk1hdE11bBIFcHJvb2ZaEwoBYRIOCgwIARIICgIIAgoCCAJiEwoBYhIOCgwIARIICgIIAgoCCAJCBAoAEBE=',
  'base64',
);

/**
 * Has a provider do a little work that it may not leave to the CPU, as ONNX Runtime otherwise lets it in silence.
 * @throws PROVIDER_UNAVAILABLE (permanent)
 */
export async function proveProvider(provider: InferenceSettings['provider'], nativeLog = false): Promise<void> {
  const logSeverityLevel = nativeLogSeverity(nativeLog);
  try {
    const session = await InferenceSession.create(proofModel, {
      executionProviders: [provider],
      logSeverityLevel,
      extra: { session: { disable_cpu_ep_fallback: '1' } },
    });
    const { b } = await session.run({ a: new Tensor('float32', Float32Array.of(1, 2, 3, 4), [2, 2]) });
    await session.release();
    if (String(b?.data) !== '7,10,15,22') throw new Error(`the square of a matrix came out as ${String(b?.data)}`);
  } catch (thrown) {
    const text = thrown instanceof Error ? thrown.message : String(thrown);
    throw permanent('PROVIDER_UNAVAILABLE', unusableText(provider, text), thrown);
  }
}

/** Why models cannot run on a provider; ONNX Runtime's own words where it says more than the name of a function. */
export function unusableText(provider: string, said: string): string {
  const why = /failed to load shared library/i.test(said)
    ? 'a library that it needs is missing or cannot be loaded'
    : said;
  return `The execution provider "${provider}" cannot be used: ${why}`;
}

import { InferenceSession, Tensor } from 'onnxruntime-node';
import { permanent, transient } from '../errors.ts';
import type { InferenceSettings } from './inference-settings.ts';
import { nativeLogSeverity } from './native-log.ts';
import { proveProvider, unusableText } from './prove-provider.ts';

/** One input or output as the model file declares it. Symbolic dimensions are strings. */
export interface TensorInfo {
  readonly name: string;
  readonly type: string;
  readonly dims: readonly (number | string)[];
}

/** Values to feed, in memory that may be used again after the run. */
export interface TensorValues {
  readonly data: Float32Array | Float64Array;
  readonly dims: readonly number[];
}

/** Milliseconds spent inside models. Shared by all sessions of one frame worker. */
export interface InferenceClock {
  elapsedMs: number;
}

/** A loaded model. `run` blocks its thread although it returns a promise. */
export interface ModelSession {
  readonly inputs: readonly TensorInfo[];
  readonly outputs: readonly TensorInfo[];
  /**
   * Runs the model. The results, in the order of `outputs`, are the session's own memory until the next run. Whole
   * numbers (int32, int64) come as float32 too, exactly: those beyond 2^24 are refused as MODEL_OUTPUT.
   */
  run(feeds: Readonly<Record<string, TensorValues>>): Promise<Float32Array[]>;
  /** Dimensions of an output in the last run; none before it. */
  shapeOf(output: number): readonly number[];
  close(): Promise<void>;
}

/** Loads a model file. Throws MODEL_CORRUPT, MODEL_CONTRACT or PROVIDER_UNAVAILABLE, all permanent. */
export async function openSession(
  path: string,
  settings: InferenceSettings,
  clock: InferenceClock = { elapsedMs: 0 },
): Promise<ModelSession> {
  const session = await createSession(path, settings);
  const inputs = session.inputMetadata.map(describeTensor);
  const outputs = session.outputMetadata.map(describeTensor);
  const results = reusedResults(outputs);
  const wrapped = new Map<TensorValues['data'], Tensor>();
  const toTensor = ({ data, dims }: TensorValues): Tensor => {
    const known = wrapped.get(data);
    if (known !== undefined) return known;
    const tensor = data instanceof Float32Array ? new Tensor('float32', data, dims) : new Tensor('float64', data, dims);
    // Callers feed the same memory again and again; should one not, tensors must not pile up.
    if (wrapped.size >= 16) wrapped.clear();
    wrapped.set(data, tensor);
    return tensor;
  };
  let found: InferenceSession.OnnxValueMapType = {};
  return {
    inputs,
    outputs,
    async run(feeds) {
      const tensors: Record<string, Tensor> = {};
      for (const [name, values] of Object.entries(feeds)) tensors[name] = toTensor(values);
      const startedAt = performance.now();
      try {
        found = await (results === undefined ? session.run(tensors) : session.run(tensors, results));
      } catch (thrown) {
        throw runFailure(path, thrown);
      } finally {
        clock.elapsedMs += performance.now() - startedAt;
      }
      return outputs.map(({ name }) => floatsOf(path, name, found[name]));
    },
    shapeOf: (output) => found[outputs[output]?.name ?? '']?.dims ?? [],
    async close() {
      await session.release();
    },
  };
}

/** Once in each thread, before the first model that is not to run on the CPU. */
let proven: Promise<void> | undefined;

async function createSession(path: string, settings: InferenceSettings): Promise<InferenceSession> {
  const { provider, intraOpThreads, nativeLog } = settings;
  const logSeverityLevel = nativeLogSeverity(nativeLog);
  if (provider !== 'cpu') {
    proven ??= proveProvider(provider, nativeLog);
    await proven;
  }
  try {
    return await InferenceSession.create(path, {
      // Only the one that was asked for: ONNX Runtime would otherwise go on silently on the CPU.
      executionProviders: [provider],
      intraOpNumThreads: intraOpThreads,
      interOpNumThreads: 1,
      executionMode: 'sequential',
      logSeverityLevel,
      // Spinning threads burn the cores that decode and encode.
      extra: { session: { intra_op: { allow_spinning: '0' }, inter_op: { allow_spinning: '0' } } },
    });
  } catch (thrown) {
    throw loadFailure(path, provider, thrown);
  }
}

function loadFailure(path: string, provider: InferenceSettings['provider'], thrown: unknown): Error {
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  if (provider !== 'cpu' && /cuda|provider|cudnn|cublas|backend/i.test(text)) {
    return permanent('PROVIDER_UNAVAILABLE', unusableText(provider, text), thrown);
  }
  if (/invalid_graph|not_implemented|opset|fail.*type/i.test(text)) {
    return permanent('MODEL_CONTRACT', `${path} is not a model that ONNX Runtime can run: ${text}`, thrown);
  }
  return permanent('MODEL_CORRUPT', `${path} cannot be loaded as an ONNX model: ${text}`, thrown);
}

/** Out of memory may pass; everything else is the model's or the provider's fault, and may pass as well. */
function runFailure(path: string, thrown: unknown): Error {
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  return transient('MODEL_OUTPUT', `Running ${path} failed: ${text}`, thrown);
}

function describeTensor(metadata: InferenceSession.ValueMetadata): TensorInfo {
  if (!metadata.isTensor) return { name: metadata.name, type: 'not a tensor', dims: [] };
  return { name: metadata.name, type: metadata.type, dims: metadata.shape };
}

/** Output tensors made once, where every size is known beforehand. */
function reusedResults(outputs: readonly TensorInfo[]): Record<string, Tensor> | undefined {
  const results: Record<string, Tensor> = {};
  for (const { name, type, dims } of outputs) {
    const sizes = dims.filter((dim) => typeof dim === 'number');
    if (type !== 'float32' || sizes.length !== dims.length) return undefined;
    const count = sizes.reduce((product, size) => product * size, 1);
    results[name] = new Tensor('float32', new Float32Array(count), sizes);
  }
  return results;
}

function floatsOf(path: string, name: string, value: unknown): Float32Array {
  const data = value instanceof Tensor ? value.data : undefined;
  if (data instanceof Float32Array) return data;
  if (!(data instanceof BigInt64Array || data instanceof Int32Array)) {
    throw permanent('MODEL_CONTRACT', `${path}: output "${name}" is not float32, int32 or int64.`);
  }
  const floats = Float32Array.from(data, Number);
  const lost = floats.findIndex((float) => Math.abs(float) > largestWhole);
  if (lost < 0) return floats;
  throw permanent('MODEL_OUTPUT', `${path}: output "${name}" is ${data[lost]}, more than ${largestWhole}.`);
}

/** Up to here float32 holds every whole number. */
const largestWhole = 2 ** 24;

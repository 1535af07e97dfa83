import { createRequire } from 'node:module';
import path from 'node:path';
import { env, listSupportedBackends } from 'onnxruntime-node';

interface OfferedProviders {
  /** ONNX Runtime's own version. */
  readonly version: string;
  /** Where its libraries lie; a provider's own belong beside them. */
  readonly folder: string;
  /** What this build of it knows; `bundled` says that the package brings all that it needs. */
  readonly backends: readonly { readonly name: string; readonly bundled: boolean }[];
}

/** What this machine's ONNX Runtime says it can run models on. Whether it can, only a session tells. */
export const offeredProviders = (): OfferedProviders => ({
  version: env.versions.node ?? env.versions.common,
  folder: bindingFolder(),
  backends: listSupportedBackends().map(({ name, bundled }) => ({ name, bundled })),
});

function bindingFolder(): string {
  const manifest = createRequire(import.meta.url).resolve('onnxruntime-node/package.json');
  return path.join(path.dirname(manifest), 'bin', 'napi-v6', process.platform, process.arch);
}

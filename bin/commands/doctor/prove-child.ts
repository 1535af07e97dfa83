/** Says in one line of JSON what ONNX Runtime offers here and whether it works on a card; what it logs stays apart. */
import { offeredProviders } from '../../../gpu-worker/inference/offered-providers.ts';
import { proveProvider } from '../../../gpu-worker/inference/prove-provider.ts';

const cudaProblem = await proveProvider('cuda').then(
  () => undefined,
  (thrown: unknown) => (thrown instanceof Error ? thrown.message : String(thrown)),
);
process.stdout.write(JSON.stringify({ ...offeredProviders(), cudaProblem }));

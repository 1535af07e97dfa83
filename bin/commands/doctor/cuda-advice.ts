import type { Machine } from '../../../gpu-worker/media/video/ffmpeg/install-advice.ts';

/** The oldest driver that CUDA 13 runs on. */
export const oldestDriver = 580;

/** The one command that installs NVIDIA's driver, or where it is. */
export function driverAdvice({ platform, distribution, isRoot }: Machine): string {
  const isUbuntu = platform === 'linux' && /\bubuntu\b/.test(distribution);
  if (isUbuntu) return `${isRoot ? '' : 'sudo '}apt-get install --yes nvidia-driver-${oldestDriver}`;
  return `https://www.nvidia.com/drivers (${oldestDriver} or newer)`;
}

/** Where the README puts what CUDA needs. */
const folder = '$HOME/.faceline-cuda';
/** The provider of the very build that onnxruntime-node 1.30.0 is, and the CUDA 13 libraries that it names. */
const packages = [
  'onnxruntime-gpu==1.30.0',
  'nvidia-cublas==13.10.0.20',
  'nvidia-cuda-runtime==13.5.37',
  'nvidia-curand==10.4.5.25',
  'nvidia-cudnn-cu13==9.28.1.4',
  'nvidia-cuda-nvrtc==13.5.37',
];

/**
 * The one command that brings the library without which no session is given on a card.
 * @param library that was looked for in vain, such as `libcublasLt.so.13`
 * @param bindingFolder where onnxruntime-node's own libraries lie
 */
export function libraryAdvice(library: string, bindingFolder: string, machine: Machine): string {
  if (library.startsWith('libcuda.so')) return driverAdvice(machine);
  if (library.startsWith('libonnxruntime_providers')) {
    const libraries = `${folder}/onnxruntime/capi/libonnxruntime_providers_{shared,cuda}.so`;
    return `pip install --no-deps --target ${folder} ${packages.join(' ')} && cp ${libraries} '${bindingFolder}'`;
  }
  return `export LD_LIBRARY_PATH=${folder}/nvidia/cu13/lib:${folder}/nvidia/cudnn/lib`;
}

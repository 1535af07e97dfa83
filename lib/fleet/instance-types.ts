const upTo16 = ['xlarge', '2xlarge', '4xlarge', '8xlarge', '16xlarge'];

/** Sizes with x86, one whole NVIDIA GPU, 16 GiB or more and NVMe, by family. */
const sizesByFamily: Readonly<Record<string, readonly string[]>> = {
  g4dn: upTo16,
  g5: upTo16,
  g6: upTo16,
  g6e: upTo16,
  gr6: ['4xlarge', '8xlarge'],
  p5: ['4xlarge'],
};

/** Why workers cannot run on an instance type, or undefined. */
export function instanceTypeProblem(type: string): string | undefined {
  const [family = '', size = ''] = type.split('.');
  if (sizesByFamily[family]?.includes(size)) return undefined;
  const known = Object.entries(sizesByFamily).map(([name, sizes]) => `${name} (${sizes.join(', ')})`);
  return `${type} is none of the types with x86, one whole NVIDIA GPU, 16 GiB and NVMe, which the worker's image and the machine image need: ${known.join('; ')}.`;
}

/** vCPUs of a type that has no problem: four times what stands before "xlarge". */
export function vCpusOf(type: string): number {
  const [, multiple = ''] = /\.(\d*)xlarge$/.exec(type) ?? [];
  return 4 * Number(multiple || 1);
}

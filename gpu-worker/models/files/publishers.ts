/** Where FaceFusion publishes a file, best first. `{release}` and `{file}` are to be filled in. */
const publishers = [
  'https://github.com/facefusion/facefusion-assets/releases/download/{release}/{file}',
  'https://huggingface.co/facefusion/{release}/resolve/main/{file}',
] as const;

/**
 * A file's addresses, to be tried in order.
 * @param file such as `inswapper_128.onnx` or `inswapper_128.hash`
 * @param mirror instead of the publishers: a URL with `{release}` and `{file}` in it, or a base to which both are added
 */
export function publishedUrls({ release }: { readonly release: string }, file: string, mirror?: string): string[] {
  const mirrored = mirror?.includes('{file}') ? mirror : `${mirror?.replace(/\/+$/, '')}/{release}/{file}`;
  const patterns = mirror === undefined ? publishers : [mirrored];
  return patterns.map((pattern) => pattern.replaceAll('{release}', release).replaceAll('{file}', file));
}

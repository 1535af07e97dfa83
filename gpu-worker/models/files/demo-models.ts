/** sha256 of Faceline's own demo models (examples/demo/models): their names are those of the real ones. */
const demoModels: ReadonlySet<string> = new Set([
  'e28c487f9b04594c9702fa47c5a134b5da9d374b03cc4af2547c42bd544c1d30',
  '5d6bcc5227b1f020b555a49aa4f07870d991f39f22fe636d5e693ec715de4436',
  'fdb06a7a48adbd34f15c5fb8805442a8c6f42d1831666541e72fa031733602bf',
  '342f5d21a5bc5f932e29836bd22b6549f76f93907aca92f55f32a2870f48f145',
]);

export const demoNote =
  'Faceline demo model: made from a few lines of arithmetic for the drawn demo, not a trained face-swap network';

/** Whether a file is one of them. Nothing else may say so: their licence permits every use. */
export const isDemoModel = (sha256: string): boolean => demoModels.has(sha256);

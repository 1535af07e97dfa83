/** Faceline's own version, as reports name it: package.json's, which a test compares. */
export const facelineVersion = '0.1.0';

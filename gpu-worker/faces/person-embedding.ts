import { meanEmbedding } from './embedding.ts';
import { cosine, samePersonCosine } from './embedding-distance.ts';

/** A photo that does not look like the person's others. */
interface OutlierPhoto {
  /** Place in the list of photos, from 0. */
  readonly index: number;
  /** To the mean of all other photos, -1..1. */
  readonly cosine: number;
}

interface PersonEmbedding {
  /** Mean of the raw embeddings, outliers included: FaceFusion's way with several source images. */
  readonly embedding: Float32Array;
  /**
   * To be told to the user: a photo of somebody else, or a bad one. With two photos that do not match nobody can
   * say which is right, and both are named.
   */
  readonly outliers: readonly OutlierPhoto[];
}

/**
 * Who a person with several photos is.
 * @param photos raw embeddings of equal length, one a photo, at least one
 * @throws RangeError for no photo
 */
export function personEmbedding(photos: readonly Float32Array[]): PersonEmbedding {
  if (photos.length === 0) throw new RangeError('A person needs at least one photo; none was given.');
  const outliers = photos.flatMap((photo, index) => {
    const others = photos.filter((_, other) => other !== index);
    if (others.length === 0) return [];
    const alike = cosine(photo, meanEmbedding(others));
    return alike > samePersonCosine ? [] : [{ index, cosine: alike }];
  });
  return { embedding: meanEmbedding(photos), outliers };
}

type Gender = 'female' | 'male';

/** What a classifier takes a face for. A guess: it errs. */
export interface FaceTraits {
  readonly gender: Gender;
  /** Place in {@link ageRanges}. */
  readonly ageClass: number;
}

/**
 * Years of each age class, from the first to before the second: FaceFusion's numbers, which leave out a year between
 * two classes (facefusion/face_classifier.py at commit 01c305fa, lines 109–126).
 */
export const ageRanges: readonly (readonly [number, number])[] = [
  [0, 2],
  [3, 9],
  [10, 19],
  [20, 29],
  [30, 39],
  [40, 49],
  [50, 59],
  [60, 69],
  [70, 100],
];

/** Which faces are worked on. */
interface TraitWish {
  readonly gender?: Gender | undefined;
  /** Years, from the first to before the second. */
  readonly age?: { readonly from: number; readonly to: number } | undefined;
}

/**
 * Whether a face is one of those wished for. An age fits when its class shares a year with the wish, as in
 * FaceFusion (facefusion/face_selector.py at commit 01d69690, lines 143–150).
 */
export function traitsFit({ gender, ageClass }: FaceTraits, wish: TraitWish): boolean {
  if (wish.gender !== undefined && wish.gender !== gender) return false;
  const [from, to] = ageRanges[ageClass] ?? [0, 0];
  return wish.age === undefined || (from < wish.age.to && wish.age.from < to);
}

/** What the frames of a track say of its face, summed weights. Plain JSON. */
export interface TraitVotes {
  readonly female: number;
  readonly male: number;
  /** One for each of {@link ageRanges}. */
  readonly ages: readonly number[];
}

/** Adds what one frame says. */
export function addTraitVote(
  votes: TraitVotes | undefined,
  traits: FaceTraits | undefined,
  weight: number,
): TraitVotes | undefined {
  if (traits === undefined || weight <= 0) return votes;
  const { gender, ageClass } = traits;
  const own = {
    female: gender === 'female' ? weight : 0,
    male: gender === 'male' ? weight : 0,
    ages: ageRanges.map((_, at) => (at === ageClass ? weight : 0)),
  };
  return votes === undefined ? own : sumTraitVotes(votes, own);
}

export function sumTraitVotes(a: TraitVotes, b: TraitVotes): TraitVotes {
  return {
    female: a.female + b.female,
    male: a.male + b.male,
    ages: a.ages.map((weight, at) => weight + (b.ages[at] ?? 0)),
  };
}

/** What most of the weight says, gender and age each by itself; of equal ages the younger. Undefined without votes. */
export function votedTraits(votes: TraitVotes | undefined): FaceTraits | undefined {
  if (votes === undefined) return undefined;
  const { female, male, ages } = votes;
  return { gender: female > male ? 'female' : 'male', ageClass: ages.indexOf(Math.max(...ages)) };
}

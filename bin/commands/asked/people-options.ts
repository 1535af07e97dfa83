import { Option } from '@commander-js/extra-typings';

/** Options that say who comes into a picture. */
export const peopleOptions = {
  /** @param more what of those photos is this command's own affair */
  source: (more: string) => new Option('--source <file...>', `photos of one person; ${more}`),
  map: () =>
    new Option('--map <file.json>', 'who becomes whom: [{"target": {"index": 0}, "source": {"photos": ["a.jpg"]}}, …]'),
};

/** For a command's help. */
export const mapExplained = `A map, its photos beside it. Targets: index (from the left, in the first frame with faces), photo (whoever is in it),
timeS with x and y (the face there then), "all" (everybody else). Sources: photos, "keep", "blur". Others stay as they are.
  [{"target": {"index": 0}, "source": {"photos": ["a.jpg"]}}, {"target": {"photo": "b.jpg"}, "source": "keep"}]`;

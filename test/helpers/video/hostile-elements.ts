import {
  block,
  byte,
  cluster,
  ebmlHeader,
  element,
  endless,
  lacedBlock,
  sized,
  trackEntry,
  tracks,
} from './ebml-elements.ts';
import { bytesOf, type Part, repeated, zeros } from './mp4-boxes.ts';

const segment = 0x18538067;
const film = (...parts: readonly Part[]): Buffer => bytesOf(ebmlHeader, element(segment, parts));
const honest = [tracks(trackEntry(1)), cluster(block(1, zeros(100)), block(1, zeros(100)))];
const padding = element(0xec, zeros(2_000_000));
const seek = (id: Part, position: Part): Buffer => element(0x4dbb, element(0x53ab, id), element(0x53ac, position));
const seekHead = 0x114d9b74;
const cuePoint = element(0xbb, element(0xb3, byte(1)), element(0xb7, element(0xf7, byte(1)), element(0xf1, byte(1))));

function nested(id: number, depth: number): Buffer {
  let inside: Buffer = zeros(0);
  for (let level = 0; level < depth; level++) inside = element(id, inside);
  return inside;
}

/** Clusters each of which says that it goes on to the file's end. */
const overlapping = (count: number): Buffer =>
  bytesOf(
    Array.from({ length: count }, (_, number) => sized(0x1f43b675, 1_000_000 + (count - number) * 12)),
    zeros(1_100_000),
  );

/** Files of two and a half megabytes, or less, that would take gigabytes or minutes to parse, or have no end. */
export const hostileElements: Readonly<Record<string, () => Buffer>> = {
  'blocks of very many empty frames': () => film(tracks(trackEntry(1)), cluster(repeated(lacedBlock(), 250_000))),
  'grouped blocks of very many empty frames': () =>
    film(
      tracks(trackEntry(1)),
      cluster(repeated(element(0xa0, element(0xa1, Uint8Array.of(0x81, 0, 0, 4, 255))), 200_000)),
    ),
  'blocks in a cluster of no size': () =>
    bytesOf(
      ebmlHeader,
      endless(
        segment,
        tracks(trackEntry(1)),
        endless(0x1f43b675, element(0xe7, byte(0)), repeated(lacedBlock(), 250_000)),
      ),
    ),
  'very many empty blocks': () => film(tracks(trackEntry(1)), cluster(repeated(block(), 400_000))),
  'clusters of empty blocks': () => film(tracks(trackEntry(1)), repeated(cluster(repeated(block(), 1000)), 400)),
  'clusters that overlap': () => film(tracks(trackEntry(1)), overlapping(100_000)),
  'a large start of every frame': () =>
    film(
      tracks(
        trackEntry(
          1,
          1,
          element(
            0x6d80,
            element(0x6240, element(0x5034, element(0x4254, byte(3)), element(0x4255, zeros(1_000_000)))),
          ),
        ),
      ),
      cluster(repeated(block(1, zeros(4)), 100_000)),
    ),
  'cues of one time': () => film(element(0x1c53bb6b, repeated(cuePoint, 150_000)), honest),
  'very many cues': () =>
    film(element(0x1c53bb6b, element(0xbb, element(0xb3, byte(1)), repeated(element(0xb7), 800_000))), honest),
  'places of very many heads': () =>
    film(
      element(
        seekHead,
        Array.from({ length: 100_000 }, (_, at) => seek(seekHead, at + 1)),
      ),
      honest,
    ),
  'a number of very many digits': () =>
    film(element(0x1941a469, element(0x61a7, element(0x46ae, Buffer.alloc(1_000_000, 1)))), honest),
  'very many segments': () => bytesOf(ebmlHeader, repeated(element(segment, honest), 8000)),
  'very many tracks': () => film(tracks(repeated(trackEntry(1), 30_000)), cluster(block(1, zeros(10)))),
  'very many elements for many tracks': () =>
    film(
      tracks(Array.from({ length: 60 }, (_, number) => trackEntry(number + 1, number === 0 ? 1 : 2))),
      repeated(element(0xec), 1_000_000),
    ),
  'tracks that say twice what they are': () =>
    film(
      tracks(
        trackEntry(1),
        Array.from({ length: 60 }, (_, number) => trackEntry(number + 2, 2, element(0x83, byte(17)))),
      ),
      repeated(element(0xec), 900_000),
    ),
  'a kind of track of nine digits': () =>
    film(tracks(trackEntry(1), trackEntry(2, 1, element(0x83, zeros(8), byte(2)))), honest),
  'clusters in falling order': () =>
    film(
      tracks(trackEntry(1)),
      Array.from({ length: 120_000 }, (_, number) =>
        element(0x1f43b675, element(0xe7, bytesOf(1_000_000 - number)), block(1, byte(0))),
      ),
    ),
  'junk for many tracks': () =>
    film(tracks(Array.from({ length: 60 }, (_, number) => trackEntry(number + 1, 2))), Buffer.alloc(2_000_000, 0x10)),
  'elements in elements': () => film(element(0x1254c367, nested(0x7373, 3000)), honest),
  'an element that says no size': () => film(tracks(trackEntry(1)), Uint8Array.of(0x1f, 0x43, 0xb6, 0x75, 0), padding),
};

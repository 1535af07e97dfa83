import { blendRowsWasm } from './blend-rows-wasm.ts';

/** Where the rows that are worked on lie, and behind them the cells; bytes. Rows of at most {@link widestRow} pixels. */
export const rowPlaces = { luma: 0, u: 0x4000, v: 0x8000, sums: 0xc000 } as const;
export const cellsPlace = 0x1c000;
/** As many pixels as a picture may be wide; the contract's limits allow no more. */
export const widestRow = 0x4000;

type Numbers<Count extends number, Found extends number[] = []> = Found['length'] extends Count
  ? Found
  : Numbers<Count, [...Found, number]>;

/** What their numbers are is said in `blend-rows.wat`. */
interface Loops {
  readonly lumaRow: (...numbers: Numbers<14>) => void;
  readonly chromaRow: (...numbers: Numbers<13>) => void;
}

const pageBytes = 0x10000;
const memory = new WebAssembly.Memory({ initial: Math.ceil(cellsPlace / pageBytes) });
const module = new WebAssembly.Module(Buffer.from(blendRowsWasm, 'base64'));

const { exports } = new WebAssembly.Instance(module, { paste: { memory } });
if (!isLoops(exports)) throw new TypeError('blend-rows-wasm.ts holds other functions than blend-rows.wat.');
export const { lumaRow, chromaRow } = exports;

function isLoops(made: object): made is Loops {
  return 'lumaRow' in made && 'chromaRow' in made;
}

let bytes = new Uint8Array(memory.buffer);
let cells = new Float32Array(memory.buffer, cellsPlace);

/** The memory of the loops from its start. Ask again after {@link cellsFor}, which may move it. */
export const rowBytes = (): Uint8Array => bytes;

/** Room for so many numbers behind the rows; what lay there is overwritten by the next patch. */
export function cellsFor(count: number): Float32Array {
  const missing = cellsPlace + 4 * count - memory.buffer.byteLength;
  if (missing > 0) {
    memory.grow(Math.ceil(missing / pageBytes));
    bytes = new Uint8Array(memory.buffer);
    cells = new Float32Array(memory.buffer, cellsPlace);
  }
  return cells;
}

/** An array of numbers; booleans are 0 and 1. */
export interface NumpyArray {
  shape: number[];
  /** Row-major. */
  values: Float64Array;
}

/** Why bytes are no usable array; the end of a sentence about it. */
export class NumpyError extends Error {}

const MAGIC = '\x93NUMPY';
/** No array that samples need has more values. */
const LARGEST_VALUE_COUNT = 2 ** 27;

type Read = (view: DataView, offset: number, isLittle: boolean) => number;

/** Element types by kind and size in bytes, as numpy names them. */
const ELEMENTS: Record<string, { size: number; read: Read }> = {
  b1: { size: 1, read: (view, offset) => Number(view.getUint8(offset) !== 0) },
  i1: { size: 1, read: (view, offset) => view.getInt8(offset) },
  u1: { size: 1, read: (view, offset) => view.getUint8(offset) },
  i2: { size: 2, read: (view, offset, isLittle) => view.getInt16(offset, isLittle) },
  u2: { size: 2, read: (view, offset, isLittle) => view.getUint16(offset, isLittle) },
  i4: { size: 4, read: (view, offset, isLittle) => view.getInt32(offset, isLittle) },
  u4: { size: 4, read: (view, offset, isLittle) => view.getUint32(offset, isLittle) },
  i8: { size: 8, read: (view, offset, isLittle) => Number(view.getBigInt64(offset, isLittle)) },
  u8: { size: 8, read: (view, offset, isLittle) => Number(view.getBigUint64(offset, isLittle)) },
  f4: { size: 4, read: (view, offset, isLittle) => view.getFloat32(offset, isLittle) },
  f8: { size: 8, read: (view, offset, isLittle) => view.getFloat64(offset, isLittle) },
};

/**
 * Reads one array as numpy.save writes it (versions 1 to 3 of the format).
 * @throws NumpyError
 */
export function parseNpy(bytes: Uint8Array): NumpyArray {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { text, end } = readHeader(bytes, view);
  const { element, isLittle, isFortran, shape } = parseHeader(text);
  const { size, read } = element;
  const count = shape.reduce((total, dimension) => total * dimension, 1);
  if (!(count <= LARGEST_VALUE_COUNT)) throw new NumpyError(`has ${count} values, which is too many`);
  if (bytes.length - end !== count * size) {
    throw new NumpyError(
      `has ${bytes.length - end} bytes of data where its shape (${shape.join(', ')}) needs ${count * size}`,
    );
  }
  const values = new Float64Array(count);
  const place = isFortran ? fortranPlaces(shape) : (index: number) => index;
  for (let index = 0; index < count; index++) values[index] = read(view, end + size * place(index), isLittle);
  return { shape, values };
}

function readHeader(bytes: Uint8Array, view: DataView): { text: string; end: number } {
  if (Buffer.from(bytes.subarray(0, MAGIC.length)).toString('latin1') !== MAGIC)
    throw new NumpyError('does not begin as a NumPy array does');
  const version = bytes[6] ?? 0;
  if (version < 1 || version > 3)
    throw new NumpyError(`has version ${version} of the NumPy format, which is unknown`);
  const start = version === 1 ? 10 : 12;
  if (bytes.length < start) throw new NumpyError('is cut short');
  const end = start + (version === 1 ? view.getUint16(8, true) : view.getUint32(8, true));
  if (bytes.length < end) throw new NumpyError('is cut short');
  return { text: Buffer.from(bytes.subarray(start, end)).toString('utf8'), end };
}

/** The header is a Python dictionary with three known keys. */
function parseHeader(text: string) {
  const type = /'descr':\s*(?:'([^']*)'|\[)/.exec(text);
  const order = /'fortran_order':\s*(True|False)/.exec(text)?.[1];
  const sizes = /'shape':\s*\(([\d\s,L]*)\)/.exec(text)?.[1];
  if (!type || order === undefined || sizes === undefined)
    throw new NumpyError('has a NumPy header that cannot be read');
  const name = type[1];
  if (name === undefined) throw new NumpyError('holds records with fields, not numbers');
  if (name.endsWith('O')) throw new NumpyError('holds Python objects, not numbers');
  const element = ELEMENTS[name.replace(/^[<>|=]/, '')];
  if (!element)
    throw new NumpyError(`holds elements of type "${name}"; convert them with .astype("float32")`);
  const dimensions = sizes.split(',').map((part) => part.trim().replace(/L$/, ''));
  const shape = dimensions.filter((part) => part !== '').map(Number);
  if (shape.some((dimension) => !Number.isSafeInteger(dimension)))
    throw new NumpyError('has a NumPy header that cannot be read');
  return { element, isLittle: !name.startsWith('>'), isFortran: order === 'True', shape };
}

/** Where the value at a row-major index stands in an array whose first axis varies fastest. */
function fortranPlaces(shape: readonly number[]): (index: number) => number {
  const strides: number[] = [];
  let stride = 1;
  for (const dimension of shape) {
    strides.push(stride);
    stride *= dimension;
  }
  return (index) => {
    let rest = index;
    let place = 0;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      place += (rest % shape[axis]!) * strides[axis]!;
      rest = Math.floor(rest / shape[axis]!);
    }
    return place;
  };
}

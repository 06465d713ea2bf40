/** A window that slides over the spatial dimensions; padding stands before the first and after the last element. */
export interface WindowForm {
  inputSpatial: number[];
  outputSpatial: number[];
  kernel: number[];
  strides: number[];
  dilations: number[];
  padsBegin: number[];
}

/** The kernel taps that meet a real element in one output position, and the offsets of those elements in the input. */
export interface WindowTaps {
  taps: Int32Array;
  offsets: Int32Array;
}

/** One output coordinate of one axis: kernel positions and the input coordinates they meet. */
interface AxisTaps {
  kernel: number[];
  input: number[];
}

/** For each window position, in order, its taps. */
export function windowTaps(form: WindowForm): WindowTaps[] {
  return crossAxes(form, (axis, output, kernel) => {
    return output * form.strides[axis]! - form.padsBegin[axis]! + kernel * form.dilations[axis]!;
  });
}

/** The same for a transposed convolution: input p reaches output p * stride - pad + tap * dilation. */
export function transposedTaps(form: WindowForm): WindowTaps[] {
  return crossAxes(form, (axis, output, kernel) => {
    return (output + form.padsBegin[axis]! - kernel * form.dilations[axis]!) / form.strides[axis]!;
  });
}

/** @param inputAt the input coordinate that a kernel position meets; none where it is no coordinate of the input */
function crossAxes(
  { inputSpatial, outputSpatial, kernel }: WindowForm,
  inputAt: (axis: number, output: number, kernel: number) => number,
): WindowTaps[] {
  let windows: WindowTaps[] = [{ taps: Int32Array.of(0), offsets: Int32Array.of(0) }];
  kernel.forEach((kernelSize, axis) => {
    const inputSize = inputSpatial[axis]!;
    const positions = Array.from({ length: outputSpatial[axis]! }, (_, output): AxisTaps => {
      const met: AxisTaps = { kernel: [], input: [] };
      for (let tap = 0; tap < kernelSize; tap++) {
        const coordinate = inputAt(axis, output, tap);
        if (!Number.isInteger(coordinate) || coordinate < 0 || coordinate >= inputSize) continue;
        met.kernel.push(tap);
        met.input.push(coordinate);
      }
      return met;
    });
    windows = windows.flatMap((window) =>
      positions.map((position) => cross(window, position, kernelSize, inputSize)),
    );
  });
  return windows;
}

function cross(outer: WindowTaps, inner: AxisTaps, kernelSize: number, inputSize: number): WindowTaps {
  const width = inner.kernel.length;
  const taps = new Int32Array(outer.taps.length * width);
  const offsets = new Int32Array(taps.length);
  for (let a = 0; a < outer.taps.length; a++) {
    for (let b = 0; b < width; b++) {
      taps[a * width + b] = outer.taps[a]! * kernelSize + inner.kernel[b]!;
      offsets[a * width + b] = outer.offsets[a]! * inputSize + inner.input[b]!;
    }
  }
  return { taps, offsets };
}

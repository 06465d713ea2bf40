/**
 * A worker thread of `FixedBasePool`: multiplies the generators of BN254 by powers of tau or by Lagrange values.
 * Plain JavaScript, since a worker thread starts without a TypeScript loader; the arithmetic is ffjavascript's wasm.
 *
 * All numbers in wasm memory are 32-byte little-endian Montgomery unless said otherwise. The secrets never leave it:
 * they are copied from shared memory at the start, and a 'wipe' job overwrites them and all that came from them.
 */
import { parentPort, workerData } from 'node:worker_threads';

const { code, secrets, rootsOfUnity, generators, windowBits } = workerData;
const WebAssembly = globalThis.WebAssembly;

const FIELD_BYTES = 32;
const SCALAR_BITS = 254;
const SCALAR_BYTES = 32;
const PAGE_BYTES = 65536;
/** wasmcurves' batch functions take scratch space behind the allocated memory without growing it. */
const SCRATCH_BYTES = 1 << 21;

const memory = new WebAssembly.Memory({ initial: 25 });
const wasm = new WebAssembly.Instance(new WebAssembly.Module(code), { env: { memory } }).exports;

/** Bump allocation as wasmcurves does it: the word at address 0 holds the first free address. */
function allocate(bytes) {
  const free = new Uint32Array(memory.buffer, 0, 1);
  const pointer = Math.ceil(free[0] / 8) * 8;
  free[0] = pointer + bytes;
  const missing = free[0] + SCRATCH_BYTES - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / PAGE_BYTES));
  return pointer;
}

function store(bytes) {
  const pointer = allocate(bytes.length);
  new Uint8Array(memory.buffer).set(bytes, pointer);
  return pointer;
}

const factors = store(new Uint8Array(secrets));
const tau = factors;
const roots = store(rootsOfUnity);
const one = allocate(FIELD_BYTES);
wasm.frm_one(one);
const step = allocate(FIELD_BYTES);
const current = allocate(FIELD_BYTES);
const scale = allocate(FIELD_BYTES);
const exponent = allocate(8);
const groups = {};
let scalars = { pointer: 0, count: 0 };

/** target = base^exponentValue */
function power(base, exponentValue, target) {
  new DataView(memory.buffer).setBigUint64(exponent, BigInt(exponentValue), true);
  wasm.frm_exp(base, exponent, 8, target);
}

/** Address of the factor 1, alpha or beta of a job. */
function factorOf(job) {
  if (job.factor === 'alpha') return factors + FIELD_BYTES;
  if (job.factor === 'beta') return factors + 2 * FIELD_BYTES;
  return one;
}

/** scalars[i] = factor * tau^(start + i) */
function fillPowers(job) {
  power(tau, job.start, current);
  wasm.frm_mul(current, factorOf(job), current);
  for (let index = 0; index < job.count; index++) {
    wasm.frm_copy(current, scalars.pointer + index * FIELD_BYTES);
    wasm.frm_mul(current, tau, current);
  }
}

/** scalars[i] = factor * L_(start + i)(tau) = factor * w^j (tau^n - 1) / (n (tau - w^j)), j = start + i, n = 2^domainPower */
function fillLagrange(job) {
  const size = 2 ** job.domainPower;
  const root = roots + job.domainPower * FIELD_BYTES;
  // w^start * factor * (tau^n - 1) / n
  power(tau, size, scale);
  wasm.frm_sub(scale, one, scale);
  const view = new DataView(memory.buffer);
  new Uint8Array(memory.buffer).fill(0, step, step + FIELD_BYTES);
  view.setUint32(step, size, true);
  wasm.frm_toMontgomery(step, step);
  wasm.frm_inverse(step, step);
  wasm.frm_mul(scale, step, scale);
  wasm.frm_mul(scale, factorOf(job), scale);

  power(root, job.start, current);
  wasm.frm_mul(scale, current, scale);
  for (let index = 0; index < job.count; index++) {
    wasm.frm_sub(tau, current, scalars.pointer + index * FIELD_BYTES);
    wasm.frm_mul(current, root, current);
  }
  const free = new Uint32Array(memory.buffer, 0, 1)[0];
  wasm.frm_batchInverse(scalars.pointer, FIELD_BYTES, job.count, scalars.pointer, FIELD_BYTES);
  new Uint32Array(memory.buffer, 0, 1)[0] = free;
  for (let index = 0; index < job.count; index++) {
    const pointer = scalars.pointer + index * FIELD_BYTES;
    wasm.frm_mul(pointer, scale, pointer);
    wasm.frm_mul(scale, root, scale);
  }
}

/** The tables of a group: for each window w, d * 2^(w * bits) * G for d = 1 .. 2^bits - 1, affine. */
function buildGroup(name) {
  const prefix = name === 'G1' ? 'g1m' : 'g2m';
  const affineBytes = generators[name].length;
  const jacobianBytes = (affineBytes * 3) / 2;
  const bits = windowBits[name];
  const windows = Math.ceil(SCALAR_BITS / bits);
  const entries = 2 ** bits - 1;
  const table = allocate(windows * entries * affineBytes);
  const window = allocate(entries * jacobianBytes);
  const base = store(generators[name]);
  const next = allocate(jacobianBytes);
  for (let index = 0; index < windows; index++) {
    wasm[`${prefix}_toJacobian`](base, window);
    for (let entry = 1; entry < entries; entry++) {
      wasm[`${prefix}_addMixed`](window + (entry - 1) * jacobianBytes, base, window + entry * jacobianBytes);
    }
    wasm[`${prefix}_addMixed`](window + (entries - 1) * jacobianBytes, base, next);
    wasm[`${prefix}_toAffine`](next, base);
    toAffine(prefix, window, entries, table + index * entries * affineBytes);
  }
  return {
    addMixed: wasm[`${prefix}_addMixed`],
    zero: wasm[`${prefix}_zero`],
    prefix,
    affineBytes,
    jacobianBytes,
    bits,
    windows,
    entries,
    table,
    points: 0,
    capacity: 0,
  };
}

function toAffine(prefix, from, count, to) {
  const free = new Uint32Array(memory.buffer, 0, 1)[0];
  wasm[`${prefix}_batchToAffine`](from, count, to);
  new Uint32Array(memory.buffer, 0, 1)[0] = free;
}

/** Affine points scalars[i] * G; the scalars must be canonical integers, not Montgomery. */
function multiply(group, count) {
  if (group.capacity < count) {
    group.points = allocate(count * group.jacobianBytes);
    group.capacity = count;
  }
  const view = new DataView(memory.buffer);
  for (let index = 0; index < count; index++) {
    const scalar = scalars.pointer + index * SCALAR_BYTES;
    const point = group.points + index * group.jacobianBytes;
    group.zero(point);
    for (let window = 0; window < group.windows; window++) {
      const bit = window * group.bits;
      const width = Math.min(group.bits, SCALAR_BITS - bit);
      const digit = (view.getUint32(scalar + (bit >>> 3), true) >>> (bit & 7)) & (2 ** width - 1);
      if (digit === 0) continue;
      group.addMixed(point, group.table + (window * group.entries + digit - 1) * group.affineBytes, point);
    }
  }
  toAffine(group.prefix, group.points, count, group.points);
  return new Uint8Array(memory.buffer).slice(group.points, group.points + count * group.affineBytes);
}

function run(job) {
  if (scalars.count < job.count) {
    // Digits are read as 32-bit words: four bytes behind the last scalar must exist.
    scalars = { pointer: allocate(job.count * FIELD_BYTES + 4), count: job.count };
  }
  if (job.kind === 'powers') fillPowers(job);
  else fillLagrange(job);
  for (let index = 0; index < job.count; index++) {
    const pointer = scalars.pointer + index * FIELD_BYTES;
    wasm.frm_fromMontgomery(pointer, pointer);
  }
  groups[job.group] ??= buildGroup(job.group);
  return multiply(groups[job.group], job.count);
}

parentPort.on('message', (job) => {
  if (job.kind === 'wipe') {
    new Uint8Array(memory.buffer).fill(0);
    parentPort.postMessage(new Uint8Array(0));
    return;
  }
  const points = run(job);
  parentPort.postMessage(points, [points.buffer]);
});

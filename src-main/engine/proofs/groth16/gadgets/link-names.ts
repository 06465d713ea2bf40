import { AppError } from '../../../../api/errors.ts';
import type { CompiledGadget, GadgetMatrix } from './compiled-gadget.ts';
import { countSignals, type Gadget } from './gadget.ts';
import type { R1csFile, Term } from './read-r1cs.ts';

/**
 * Renumbers circom's wires into the local signals of a gadget, strictly by the names of the .sym file, and refuses
 * what a linker cannot instantiate safely.
 *
 * @param symbols text of the .sym file: lines `label,wire,component,name`, wire -1 where circom dropped the signal
 * @throws AppError 'gadget-invalid': a name declared but not there or there but not declared, an input or output that
 *   is none in circom, a signal in no row, a combination input in A or B, another number of rows than declared
 */
export function linkNames(
  gadget: Gadget,
  params: readonly number[],
  file: R1csFile,
  symbols: string,
): CompiledGadget {
  const inputs = gadget.inputs(params);
  const own = gadget.signals(params);
  const inputCount = countSignals(inputs);
  const signalCount = countSignals(own);
  const outputCount = gadget.outputCount(params);
  const refuse = (what: string): never => {
    throw new AppError(
      'gadget-invalid',
      `The gadget ${gadget.template}(${params.join(', ')}) of ${gadget.file} cannot be linked: ${what}.`,
      'Make the template and its declaration agree; circom drops a signal that no constraint needs.',
    );
  };

  const wires = parseSymbols(symbols);
  const lastOutput = file.outputCount;
  const lastInput = lastOutput + file.publicInputCount + file.privateInputCount;
  const localOf = new Uint32Array(file.wireCount);
  const names: string[] = ['one'];
  for (const group of [...inputs, ...own]) {
    for (let index = 0; index < group.length; index++) {
      const element = `main.${group.name}[${index}]`;
      const name = group.length === 1 && wires.has(`main.${group.name}`) ? `main.${group.name}` : element;
      const wire = wires.get(name);
      wires.delete(name);
      if (wire === undefined || wire < 1 || wire >= file.wireCount)
        return refuse(`circom has no wire for ${name}`);
      const local = names.push(name) - 1;
      const role = wire <= lastOutput ? 'an output' : wire <= lastInput ? 'an input' : 'an internal signal';
      const declared =
        local <= inputCount
          ? 'an input'
          : local <= inputCount + outputCount
            ? 'an output'
            : 'an internal signal';
      if (role !== declared) refuse(`${name} is declared as ${declared} but circom has it as ${role}`);
      if (localOf[wire] !== 0) refuse(`${name} shares its wire with ${names[localOf[wire]!]}`);
      localOf[wire] = local;
    }
  }
  for (const name of wires.keys()) refuse(`the signal ${name} is not declared`);
  if (file.wireCount !== names.length) refuse('the constraint system has wires without a name');

  const [A, B, C] = [0, 1, 2].map((side) =>
    compress(
      file.rows.map((row) => row[side]!),
      localOf,
    ),
  ) as [GadgetMatrix, GadgetMatrix, GadgetMatrix];

  const used = new Uint8Array(names.length);
  for (const matrix of [A, B, C]) for (const signal of matrix.signal) used[signal] = 1;
  const unused = used.indexOf(0, 1);
  if (unused !== -1) refuse(`${names[unused]} stands in no row`);

  const isCombination = new Uint8Array(names.length);
  let local = 1;
  for (const input of inputs) {
    if (input.kind === 'combination') isCombination.fill(1, local, local + input.length);
    local += input.length;
  }
  for (const matrix of [A, B]) {
    const multiplied = matrix.signal.find((signal) => isCombination[signal] === 1);
    if (multiplied !== undefined) refuse(`the combination ${names[multiplied]} stands in a product`);
  }
  const rowCount = gadget.rowCount(params);
  if (file.rows.length !== rowCount) refuse(`it has ${file.rows.length} rows, not ${rowCount}`);
  return {
    name: gadget.name,
    params: [...params],
    inputs,
    inputCount,
    outputCount,
    signalCount,
    rowCount,
    rows: { A, B, C },
  };
}

function parseSymbols(symbols: string): Map<string, number> {
  const wires = new Map<string, number>();
  for (const line of symbols.split('\n')) {
    const [, wire, , name] = line.trim().split(',');
    if (wire !== undefined && name !== undefined) wires.set(name, Number(wire));
  }
  return wires;
}

function compress(rows: readonly Term[][], localOf: Uint32Array): GadgetMatrix {
  const rowPointer = new Uint32Array(rows.length + 1);
  const signal: number[] = [];
  const coefficient: bigint[] = [];
  rows.forEach((row, index) => {
    const terms = row.map((term) => ({ local: localOf[term.wire]!, coefficient: term.coefficient }));
    terms.sort((left, right) => left.local - right.local);
    for (const term of terms) {
      signal.push(term.local);
      coefficient.push(term.coefficient);
    }
    rowPointer[index + 1] = signal.length;
  });
  return { rowPointer, signal: Uint32Array.from(signal), coefficient };
}

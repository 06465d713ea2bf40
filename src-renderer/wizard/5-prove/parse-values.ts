/** An input of a network, as far as values for it are concerned. */
export interface ValuePort {
  name: string;
  shape: readonly number[];
}

export type ParsedValues = { values: Record<string, number[]> } | { problem: string };

/** How many values a shape has. */
export function valueCount(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

/**
 * The values of every input, from JSON: `{"inputs": {...}}`, `{"name": ...}`, or of a single input its values alone;
 * nested lists of the shape, or one flat list in row-major order.
 * @returns what is wrong, in words, where it is none of these
 */
export function parseValues(text: string, ports: readonly ValuePort[]): ParsedValues {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return { problem: 'This is no JSON: look for a missing comma or bracket.' };
  }
  const byName = inputsOf(parsed, ports);
  if (!byName) return { problem: `Give an object with a list for each of: ${listNames(ports)}.` };
  const unknown = Object.keys(byName).find((name) => !ports.some((port) => port.name === name));
  if (unknown !== undefined)
    return { problem: `There is no input "${unknown}"; there is ${listNames(ports)}.` };
  const values: Record<string, number[]> = {};
  for (const { name, shape } of ports) {
    if (!(name in byName)) return { problem: `The values of "${name}" are missing.` };
    const flat = flatten(byName[name]);
    if (!flat) return { problem: `"${name}" may hold finite numbers in lists, and nothing else.` };
    const count = valueCount(shape);
    if (flat.length !== count) {
      return {
        problem: `"${name}" has ${flat.length} values where its shape [${shape.join(', ')}] needs ${count}.`,
      };
    }
    values[name] = flat;
  }
  return { values };
}

function inputsOf(parsed: unknown, ports: readonly ValuePort[]): Record<string, unknown> | null {
  if (Array.isArray(parsed)) return ports.length === 1 ? { [ports[0]!.name]: parsed } : null;
  if (typeof parsed !== 'object' || parsed === null) return null;
  const { inputs, ...others } = parsed as Record<string, unknown>;
  const isWrapped =
    typeof inputs === 'object' &&
    inputs !== null &&
    !Array.isArray(inputs) &&
    Object.keys(others).length === 0;
  return isWrapped ? (inputs as Record<string, unknown>) : (parsed as Record<string, unknown>);
}

/** @returns null where something in it is no finite number */
function flatten(value: unknown): number[] | null {
  const flat: unknown[] = Array.isArray(value) ? value.flat(Infinity) : [value];
  return flat.every((one): one is number => typeof one === 'number' && Number.isFinite(one)) ? flat : null;
}

function listNames(ports: readonly ValuePort[]): string {
  return ports.map(({ name }) => `"${name}"`).join(', ');
}

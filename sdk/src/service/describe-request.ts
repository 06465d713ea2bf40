import { ProofpressError } from '../proofpress-error.ts';
import type { InferenceRequest } from './service-types.ts';

/**
 * A request as the server takes it.
 * @throws ProofpressError `input-invalid` for NaN and infinities, which JSON would turn into null
 */
export function describeRequest({ inputs, image, salts, context }: InferenceRequest): object {
  return {
    ...(inputs && {
      inputs: mapValues(inputs, (values, name) =>
        Array.from(values, (value) => {
          if (Number.isFinite(value)) return value;
          throw new ProofpressError('input-invalid', `A value of the input "${name}" is ${value}.`);
        }),
      ),
    }),
    ...(image && { image: toBase64(image) }),
    ...(salts && { salts: mapValues(salts, String) }),
    ...(context && {
      context: mapValues(context as Record<string, unknown>, String),
    }),
  };
}

function mapValues<Value, Result>(
  record: Readonly<Record<string, Value>>,
  map: (value: Value, name: string) => Result,
): Record<string, Result> {
  const given = Object.entries(record).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given.map(([name, value]) => [name, map(value, name)]));
}

function toBase64(bytes: Uint8Array): string {
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}

/** Reads a value of unknown origin; throws a MismatchError where it has another form. Unknown fields are left out. */
export type Reader<T> = (value: unknown, path: string) => T;

export type Read<R> = R extends Reader<infer T> ? T : never;

/** A value has another form than asked for. */
export class MismatchError extends Error {
  constructor(path: string, wanted: string) {
    super(`${path} is not ${wanted}`);
  }
}

export const text: Reader<string> = (value, path) => {
  if (typeof value !== 'string') throw new MismatchError(path, 'a text');
  return value;
};

export function matching(pattern: RegExp, wanted: string): Reader<string> {
  return (value, path) => {
    if (typeof value !== 'string' || !pattern.test(value)) throw new MismatchError(path, wanted);
    return value;
  };
}

/** A text for which a check holds. */
export function textWhere(holds: (value: string) => boolean, wanted: string): Reader<string> {
  return (value, path) => {
    if (typeof value !== 'string' || !holds(value)) throw new MismatchError(path, wanted);
    return value;
  };
}

export const flag: Reader<boolean> = (value, path) => {
  if (typeof value !== 'boolean') throw new MismatchError(path, 'true or false');
  return value;
};

/** A finite double. */
export const finite: Reader<number> = (value, path) => {
  if (!Number.isFinite(value)) throw new MismatchError(path, 'a number');
  return value as number;
};

/** A whole number that doubles hold exactly. */
export function integer(least = -Infinity, most = Infinity): Reader<number> {
  return (value, path) => {
    if (!Number.isSafeInteger(value) || (value as number) < least || (value as number) > most)
      throw new MismatchError(path, 'a whole number in its range');
    return value as number;
  };
}

export function oneOf<const T extends string>(...choices: readonly T[]): Reader<T> {
  return (value, path) => {
    const found = choices.find((choice) => choice === value);
    if (found === undefined) throw new MismatchError(path, choices.join(' or '));
    return found;
  };
}

export function nullable<T>(reader: Reader<T>): Reader<T | null> {
  return (value, path) => (value === null ? null : reader(value, path));
}

export function optional<T>(reader: Reader<T>): Reader<T | undefined> {
  return (value, path) => (value === undefined ? undefined : reader(value, path));
}

export function list<T>(reader: Reader<T>, least = 0): Reader<T[]> {
  return (value, path) => {
    if (!Array.isArray(value) || value.length < least) throw new MismatchError(path, 'a list of enough');
    return Array.from(value, (item: unknown, index) => reader(item, `${path}[${index}]`));
  };
}

/** A list of exactly these. */
export function tuple<R extends readonly Reader<unknown>[]>(
  ...readers: R
): Reader<{ [Index in keyof R]: Read<R[Index]> }> {
  return (value, path) => {
    if (!Array.isArray(value) || value.length !== readers.length)
      throw new MismatchError(path, `a list of ${readers.length}`);
    return readers.map((reader, index) => reader(value[index], `${path}[${index}]`)) as {
      [Index in keyof R]: Read<R[Index]>;
    };
  };
}

export function record<Fields extends Record<string, Reader<unknown>>>(
  fields: Fields,
): Reader<{ [Name in keyof Fields]: Read<Fields[Name]> }> {
  return (value, path) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      throw new MismatchError(path, 'an object');
    const entries = Object.entries(fields).map(([name, reader]) => [
      name,
      reader((value as Record<string, unknown>)[name], path === '' ? name : `${path}.${name}`),
    ]);
    return Object.fromEntries(entries) as { [Name in keyof Fields]: Read<Fields[Name]> };
  };
}

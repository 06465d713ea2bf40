import { Interface, type InterfaceAbi, type Result } from 'ethers';

interface Parameter {
  readonly name: string;
  readonly type: string;
  readonly indexed?: boolean;
  readonly components?: readonly Parameter[];
}

interface Item {
  readonly type: string;
  readonly name?: string;
  readonly inputs?: readonly Parameter[];
  readonly outputs?: readonly Parameter[];
}

/** A contract's JSON ABI with literal types. No name in it is overloaded. */
export type Abi = readonly Item[];

type Named<A extends Abi, Kind extends string> = Extract<A[number], { type: Kind; name: string }>;
type Find<A extends Abi, Kind extends string, Name> = Extract<A[number], { type: Kind; name: Name }>;

/** An ABI whose types are not known: `new Interface(...)` of ethers. */
type IsUntyped<A extends Abi> = string extends A[number]['type'] ? true : false;

export type MethodName<A extends Abi> = IsUntyped<A> extends true ? string : Named<A, 'function'>['name'];
export type EventName<A extends Abi> = IsUntyped<A> extends true ? string : Named<A, 'event'>['name'];

type Tuple<Of, Length extends number, Made extends readonly Of[] = []> = Made['length'] extends Length
  ? Made
  : Tuple<Of, Length, readonly [...Made, Of]>;

type Scalar<Type extends string, Bytes> = Type extends `uint${string}` | `int${string}`
  ? bigint
  : Type extends 'bool'
    ? boolean
    : Type extends 'address' | 'string'
      ? string
      : Type extends `bytes${string}`
        ? Bytes
        : never;

/** What ethers takes or gives for a Solidity type. */
type Value<Type extends string, Components, Bytes> = Type extends `${infer Element}[]`
  ? readonly Value<Element, Components, Bytes>[]
  : Type extends `${infer Element}[${infer Length extends number}]`
    ? Tuple<Value<Element, Components, Bytes>, Length>
    : Type extends 'tuple'
      ? Components extends readonly Parameter[]
        ? { readonly [P in Components[number] as P['name']]: Value<P['type'], P['components'], Bytes> }
        : never
      : Scalar<Type, Bytes>;

type Values<Parameters extends readonly Parameter[], Bytes> = {
  readonly [Index in keyof Parameters]: Value<
    Parameters[Index]['type'],
    Parameters[Index]['components'],
    Bytes
  >;
};

type Inputs<Of> = Of extends { inputs: infer P extends readonly Parameter[] } ? P : readonly [];
type Outputs<Of> = Of extends { outputs: infer P extends readonly Parameter[] } ? P : readonly [];

type Indexed<Parameters extends readonly Parameter[]> = Parameters extends readonly [
  infer First extends Parameter,
  ...infer Rest extends readonly Parameter[],
]
  ? First extends { indexed: true }
    ? readonly [First, ...Indexed<Rest>]
    : Indexed<Rest>
  : readonly [];

type OrAny<Of extends readonly unknown[]> = { readonly [Index in keyof Of]: Of[Index] | null };

type Leading<Of extends readonly unknown[]> = Of extends readonly [...infer Rest, unknown]
  ? Of | Leading<Rest>
  : Of;

/** The arguments of a method: whole numbers are bigint, bytes hex strings or Uint8Array, structs objects. */
export type MethodArguments<A extends Abi, Name> =
  IsUntyped<A> extends true
    ? readonly unknown[]
    : Values<Inputs<Find<A, 'function', Name>>, string | Uint8Array>;

/** The results of a method in order: whole numbers are bigint, bytes hex strings, structs have named fields. */
export type MethodResults<A extends Abi, Name> =
  IsUntyped<A> extends true ? Result : Values<Outputs<Find<A, 'function', Name>>, string>;

/** The first indexed arguments of an event, as many as are looked for; null stands for any. */
export type EventFilter<A extends Abi, Name> =
  IsUntyped<A> extends true
    ? readonly unknown[]
    : Leading<OrAny<Values<Indexed<Inputs<Find<A, 'event', Name>>>, string>>>;

/** The arguments of an event in order; none of the contracts' events has an indexed string, bytes or struct. */
export type EventArguments<A extends Abi, Name> =
  IsUntyped<A> extends true ? Result : Values<Inputs<Find<A, 'event', Name>>, string>;

/** The Interface of ethers for an ABI whose types are known: a wrong name or argument does not compile. */
export interface TypedInterface<A extends Abi> extends Interface {
  encodeFunctionData<Name extends MethodName<A>>(method: Name, values: MethodArguments<A, Name>): string;
  decodeFunctionResult<Name extends MethodName<A>>(
    method: Name,
    data: string,
  ): Result & MethodResults<A, Name>;
  decodeEventLog<Name extends EventName<A>>(
    event: Name,
    data: string,
    topics?: readonly string[],
  ): Result & EventArguments<A, Name>;
  encodeFilterTopics<Name extends EventName<A>>(
    event: Name,
    values: EventFilter<A, Name>,
  ): (string | string[] | null)[];
}

/** The ABI behind an interface. */
export type AbiOf<T> = T extends TypedInterface<infer A> ? A : never;

/** Gives the ABI's types to the Interface that ethers makes of it. */
export function typedInterface<const A extends Abi>(abi: A): TypedInterface<A> {
  return new Interface(abi as unknown as InterfaceAbi) as TypedInterface<A>;
}

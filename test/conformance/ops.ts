/** The operations by name, for groups that have a case for each. */
import { type DType, type OpName, registry } from '@infograd/tensor';
import { checks, type ElementwiseCheck } from '@infograd/tensor/testing';

export const opNames = Object.keys(registry) as OpName[];

export function namesOf(...families: readonly string[]): OpName[] {
  return opNames.filter((name) => families.includes(registry[name].family));
}

/** Every operation with each dtype that its inputs may share. */
export const namesAndDTypes: readonly (readonly [OpName, DType])[] = opNames.flatMap((name) =>
  (['float32', ...((checks[name] as ElementwiseCheck).dtypes ?? [])] as DType[]).map((dtype) => [name, dtype] as const),
);

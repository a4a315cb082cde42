/** The operations by name, as rows for `test.each`. */
import { type OpName, registry } from '@infograd/tensor';

export const opNames = Object.keys(registry) as OpName[];

export function namesOf(...families: readonly string[]): OpName[] {
  return opNames.filter((name) => families.includes(registry[name].family));
}

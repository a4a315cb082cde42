/**
 * What a derivative rule is: for each input of an op, one line that turns the cotangent g of the output into the
 * cotangent of that input. The types tie rules to the registry: an op without a rule, or a rule without an input,
 * does not compile.
 */
import type { DifferentiableOpName, registry, Tensor } from '@infograd/tensor';

type OpOf<Name extends DifferentiableOpName> = (typeof registry)[Name];
type InputName<Name extends DifferentiableOpName> = OpOf<Name>['inputs'][number];
type AttrsOf<Name extends DifferentiableOpName> = Parameters<OpOf<Name>['infer']>[1];

/** What a rule may use: the inputs by name, the output, the attributes. */
export type Context<Name extends DifferentiableOpName> = {
  readonly [Input in InputName<Name>]: Tensor;
} & AttrsOf<Name> & {
    readonly out: Tensor;
    readonly inputs: readonly Tensor[];
  };

/** Conditions and indices are not numbers that a value varies with; they have no line. */
type Differentiable<Input extends string> = Exclude<Input, 'condition' | 'indices'>;

export type Rule<Name extends DifferentiableOpName> = {
  readonly [Input in Differentiable<InputName<Name>>]: (
    g: Tensor,
    context: Context<Name>,
    position: number,
  ) => Tensor | undefined;
} & {
  /** Applied to g once, before the lines of all inputs. */
  readonly through?: (g: Tensor, context: Context<Name>) => Tensor;
};

export type Rules = { readonly [Name in DifferentiableOpName]: Rule<Name> };

/** A rule as the reverse walk sees it, whatever its op. */
export interface AnyRule {
  readonly through?: (g: Tensor, context: object) => Tensor;
  readonly [input: string]: ((g: Tensor, context: object, position: number) => Tensor | undefined) | undefined;
}

/** The line of an input that the output does not vary with. */
export const zero = (): undefined => undefined;

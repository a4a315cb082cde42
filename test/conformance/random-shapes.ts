/** Every operation on seeded samples: all ranks, broadcasting, empty tensors, odd lengths, and each dtype that it takes. */
import { random } from '@infograd/tensor';
import { checks, sampleInputs } from '@infograd/tensor/testing';
import { type Case, casesOf, type Subject } from './case.ts';
import { compareOp } from './compare.ts';
import { namesAndDTypes } from './ops.ts';

const floatSamples = 20;
const otherSamples = 6;

export function randomShapeCases(subject: Subject): Case[] {
  return casesOf(
    'random shapes',
    namesAndDTypes,
    ([name, dtype]) => `${name} in ${dtype}`,
    async ([name, dtype]) => {
      const rng = random(3).fork(`${name} ${dtype}`);
      for (let i = 0; i < (dtype === 'float32' ? floatSamples : otherSamples); i++) {
        const { inputs, attrs } = sampleInputs(name, rng, { dtype });
        await compareOp(subject, name, inputs, attrs, { tolerance: checks[name].tolerance });
      }
    },
  );
}

/**
 * Several estimators side by side on data whose information is known: normals of correlation 0.75, bent by x -> x^3 on one side, which
 * changes nothing about the information. Lower bounds should lie below the truth, upper bounds above.
 */
import { gaussian, ksg, type MutualInformationOptions, mutualInformation } from '@infograd/mine';
import { correlatedGaussians, elementwise, transformed } from '@infograd/mine/distributions';

const normals = correlatedGaussians({ rho: 0.75 });
const cubed = transformed(normals, { name: 'cubed', x: elementwise((value) => value ** 3) });
const { x, y } = cubed.sample(2000, 1);

const quick: MutualInformationOptions = { hidden: [32], steps: 500, batchSize: 128, preprocess: 'copula' };
const runs: Record<string, MutualInformationOptions> = {
  auto: { folds: 1, steps: 100 },
  mine: { ...quick, estimator: 'mine' },
  'info-nce': { ...quick, estimator: 'info-nce', critic: 'separable' },
  'js, read by dv': { ...quick, estimator: 'js', evaluate: 'donsker-varadhan' },
  club: { ...quick, estimator: 'club' },
};

console.log(`truth ${cubed.mutualInformation.toFixed(3)} nats`);
for (const [name, options] of Object.entries(runs)) {
  const { mi, stdError, side, seconds } = await mutualInformation(x, y, options);
  console.log(`${name.padEnd(18)} ${mi.toFixed(3)} +- ${stdError.toFixed(3)} (${side}), ${seconds.toFixed(1)} s`);
}
console.log(`${'nearest neighbours'.padEnd(18)} ${(await ksg(x, y)).mi.toFixed(3)}`);
console.log(`${'correlation alone'.padEnd(18)} ${(await gaussian(x, y, { preprocess: 'standardize' })).mi.toFixed(3)}`);

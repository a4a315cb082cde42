/**
 * Which of two series drives the other? Transfer entropy asks what the past of one tells of the next value of the other beyond what
 * that one's own past tells, and surrogates of the source, which keep its memory but not its influence, say how likely chance is.
 */
import { autoregressiveTransferEntropy, transferEntropy } from '@infograd/mine';
import { random, reference } from '@infograd/tensor';

const steps = 2000;
const coefficients = [
  [0.6, 0],
  [0.6, 0.4],
];
const noise = random(1).normal([2, steps], { dtype: 'float64', backend: reference() }).toArray() as number[][];

/** leader_t = 0.6 leader_(t-1) + noise; follower_t = 0.6 leader_(t-1) + 0.4 follower_(t-1) + noise. */
const leader: number[] = [0];
const follower: number[] = [0];
for (let t = 1; t < steps; t++) {
  leader.push(0.6 * leader[t - 1] + noise[0][t]);
  follower.push(0.6 * leader[t - 1] + 0.4 * follower[t - 1] + noise[1][t]);
}

const options = { estimator: 'mine', hidden: [32], steps: 300, batchSize: 128, surrogates: 9, seed: 1 } as const;
const truth = autoregressiveTransferEntropy({ coefficients, source: 0, target: 1 });
const forward = await transferEntropy(leader, follower, options);
const back = await transferEntropy(follower, leader, options);
console.log(`leader to follower: ${forward.mi.toFixed(3)} nats, p = ${forward.pValue}; truth ${truth.toFixed(3)}`);
console.log(`follower to leader: ${back.mi.toFixed(3)} nats, p = ${back.pValue}; truth 0`);

/**
 * sin and cos of every float32 number. Only the last two bits of the whole part of x 2/π matter, and its fraction; so of 2/π
 * just those binary digits are multiplied that have a say at the size of x (Payne & Hanek, 1983). They come in words of 12
 * bits, as x does in two halves, so that their products are exact. The remainder is kept as two numbers, since near a
 * zero of the function it is all there is; it is right to 2⁻⁴⁵ of a turn.
 */
import { type LibraryFunctions, polynomial } from './library-function.ts';

/** The binary digits of 2/π: the first 10, then 12 at a time. Words before are 0. */
const digits = [651, 3680, 3513, 913, 84, 2687, 157, 1524, 2004, 3383, 1795, 1752, 2646, 1615, 270];
const leadingZeros = 3;
/** Words of 2/π that one product takes. */
const width = 7;

const word = (place: number): number => digits[place - leadingZeros] ?? 0;

/**
 * Assignments for x = |x|: m = x 2^(36 - 12 shift) with 2²⁴ <= m < 2³⁶, and w0 to w6 = the words of 2/π from `shift` on, chosen
 * in steps of 8, 4, 2 and 1.
 */
const chooseWords: readonly string[] = [
  `m8 = x >= ${2 ** 84} ? x * ${2 ** -60} : x * ${2 ** 36}`,
  ...Array.from({ length: width + 7 }, (_, i) => `w8n${i} = x >= ${2 ** 84} ? ${word(i + 8)} : ${word(i)}`),
  ...[4, 2, 1].flatMap((step) => {
    const [from, to] = [step * 2, step];
    const isFar = `m${from} >= ${2 ** (24 + 12 * step)}`;
    return [
      `m${to} = ${isFar} ? m${from} * ${2 ** (-12 * step)} : m${from}`,
      ...Array.from(
        { length: width + step - 1 },
        (_, i) => `w${to}n${i} = ${isFar} ? w${from}n${i + step} : w${from}n${i}`,
      ),
    ];
  }),
];

/** Modulo 4, to between -2 and 2, without error. */
const modulo4 = (name: string): string => `${name} - 4 * Math.floor(${name} * 0.25 + 0.5)`;

/** sum = a + b rounded, and lost = what rounding dropped (Knuth's two-sum). */
function addExactly(sum: string, lost: string, a: string, b: string): string[] {
  return [
    `${sum} = ${a} + ${b}`,
    `${sum}Part = ${sum} - ${a}`,
    `${lost} = (${a} - (${sum} - ${sum}Part)) + (${b} - ${sum}Part)`,
  ];
}

/** π/2 as two float32 numbers. */
const [halfPi, halfPiRest] = [1.5707963705062866, -4.371139000186241e-8];

const sineTail = polynomial('square', [-0.00019518098, 0.008332188, -0.16666655]);
const cosineTail = polynomial('square', [2.4432327e-5, -0.001388731, 0.041666646]);

export const trigonometry: LibraryFunctions = {
  /** sin(x + turn π/2) for x >= 0; what is below 2⁻¹² counts as some number below 2⁻¹². */
  sineOfTurned: {
    parameters: ['x', 'turn'],
    lines: [
      ...chooseWords,
      'mHigh = head(m1)',
      'mLow = m1 - mHigh',
      ...Array.from({ length: width }, (_, i) => [
        `high${i} = (mHigh * ${2 ** (-10 - 12 * i)}) * w1n${i}`,
        `low${i} = (mLow * ${2 ** (-10 - 12 * i)}) * w1n${i}`,
      ]).flat(),
      `first = (${modulo4('high0')}) + (${modulo4('high1')}) + (${modulo4('low0')})`,
      'firstTurns = Math.floor(first + 0.5)',
      `second = (${modulo4('high2')}) + (${modulo4('low1')})`,
      'secondTurns = Math.floor(second + 0.5)',
      'third = (first - firstTurns) + (second - secondTurns)',
      ...addExactly('sum0', 'lost0', 'third', 'high3'),
      ...addExactly('sum1', 'lost1', 'sum0', 'low2'),
      ...addExactly('sum2', 'lost2', 'sum1', 'high4'),
      ...addExactly('sum3', 'lost3', 'sum2', 'low3'),
      'lastTurns = Math.floor(sum3 + 0.5)',
      'main = sum3 - lastTurns',
      'rest = ((lost0 + lost1) + (lost2 + lost3)) + ((high5 + low4) + (high6 + low5))',
      'fraction = main + rest',
      'fractionRest = (main - fraction) + rest',
      `r = fraction * ${halfPi}`,
      `low = fraction * (${halfPiRest}) + fractionRest * ${halfPi}`,
      'square = r * r',
      `sine = r + (r * (square * ${sineTail}) + low)`,
      `cosine = (1 - square * 0.5) + (square * (square * ${cosineTail}) - r * low)`,
      'turns = ((firstTurns + secondTurns) + lastTurns) + turn',
      'quarter = turns - 4 * Math.floor(turns * 0.25)',
      'size = quarter === 1 || quarter === 3 ? cosine : sine',
    ],
    result: 'quarter >= 2 ? -size : size',
  },

  sin: {
    parameters: ['x'],
    lines: [
      'size = Math.abs(x)',
      'y = sineOfTurned(size, 0)',
      'signed = x < 0 ? -y : y',
      // sin(x) is x below 2⁻¹², with the sign of zero.
      'near = size < 0.00024414062 ? x : signed',
    ],
    result: `size === infinity ? notANumber : near`,
  },
  cos: {
    parameters: ['x'],
    lines: ['size = Math.abs(x)', 'y = sineOfTurned(size, 1)'],
    result: `size === infinity ? notANumber : y`,
  },
};

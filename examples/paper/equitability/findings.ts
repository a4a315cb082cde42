/** The table of equitability: every cell beside its truth, and for each one-to-one view of X how far its information is from that of X. */
import type { Finding } from '../experiment.ts';
import { groupsBy } from '../groups.ts';
import { mean, spread } from '../statistics.ts';
import type { Estimate, Result } from './experiment.ts';

export function findings(result: Result): Finding[] {
  const plain = result.filter(({ view }) => view === 'X');
  return [
    ...groupsBy(plain, ({ dimensions, relation }) => `${dimensions} ${relation}`).flatMap((row) => ofRow(row)),
    ...groupsBy(
      result.filter(({ view }) => view !== 'X'),
      ({ view, noise }) => `${view} ${noise}`,
    ).map((views) => ofView(views, plain)),
  ];
}

/** How far a held-out value may be off, in one dimension and in more. */
export function toleranceOf({ dimensions, truth }: Pick<Estimate, 'dimensions' | 'truth'>): number {
  return dimensions === 1 ? Math.max(0.02, 0.05 * truth) : Math.max(0.03, 0.12 * truth);
}

const isNear = (estimate: Estimate) => Math.abs(estimate.heldOut - estimate.truth) <= toleranceOf(estimate);

function ofRow(row: readonly Estimate[]): Finding[] {
  const { dimensions } = row[0];
  const target = dimensions === 1 ? 'within max(0.02, 5 %)' : 'within max(0.03, 12 %)';
  return groupsBy(row, ({ noise }) => `${noise}`).map((cell) => ({
    what: `Y = ${cell[0].relation} + ${cell[0].noise} ε, ${dimensions} + ${dimensions}`,
    measured: spread(cell.map(({ heldOut }) => heldOut)),
    beside: `truth ${cell[0].truth.toFixed(3)}`,
    target: { text: target, met: cell.every(isNear) },
  }));
}

/** A view beside X itself, trained for in the same way. */
function ofView(views: readonly Estimate[], plain: readonly Estimate[]): Finding {
  const { dimensions, relation, noise, view, truth } = views[0];
  const originals = plain.filter(
    (each) => each.dimensions === dimensions && each.relation === relation && each.noise === noise,
  );
  const ofX = originals.map(({ heldOut }) => heldOut);
  const ofView = views.map(({ heldOut }) => heldOut);
  const tolerance = toleranceOf(views[0]);
  return {
    what: `I(${view}; Y) for Y = ${relation} + ${noise} ε`,
    measured: spread(ofView),
    beside: `I(X; Y) ${spread(ofX)}, truth of both ${truth.toFixed(3)}`,
    target: {
      text: `agree within ${tolerance.toFixed(3)}`,
      met: Math.abs(mean(ofView) - mean(ofX)) <= tolerance && views.every(isNear),
    },
  };
}

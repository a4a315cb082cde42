/** Pages of prose with places for results: `<!-- results: NAME -->`, then `<!-- end of results -->`. */

/** The page with other text between the markers of an experiment. @throws Error when it lacks them */
export function replaceResults(page: string, name: string, results: string): string {
  const [start, end] = [`<!-- results: ${name} -->`, '<!-- end of results -->'];
  const from = page.indexOf(start);
  const to = page.indexOf(end, from);
  if (from >= 0 && to >= 0) return `${page.slice(0, from + start.length)}\n\n${results}\n\n${page.slice(to)}`;
  throw new Error(`the page lacks ${start} with ${end} after it; write them where the results of ${name} belong`);
}

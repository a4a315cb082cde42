/**
 * Draws a Vega-Lite specification to a file: SVG by Vega, PNG from that SVG by resvg, with the DejaVu fonts that come
 * with the package, so that a picture looks the same on a machine without fonts. No browser, no canvas.
 */
import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { TopLevelSpec } from 'vega-lite';
import type { PlotFormat } from './outputs.ts';

/** Pixels of a PNG for each unit of the SVG: sharp on dense displays. */
const pixelRatio = 2;

/** The SVG text of a specification. */
export async function renderSvg(spec: TopLevelSpec): Promise<string> {
  const { compile } = await import('vega-lite');
  const { parse, View, Warn, logger } = await import('vega');
  const view = new View(parse(compile(spec).spec), { renderer: 'none', logger: logger(Warn) });
  try {
    return await view.toSVG();
  } finally {
    view.finalize();
  }
}

/** The PNG bytes of an SVG. */
export async function renderPng(svg: string): Promise<Uint8Array> {
  const { Resvg } = await import('@resvg/resvg-js');
  const { resolve } = createRequire(import.meta.url);
  const fontFiles = ['DejaVuSans.ttf', 'DejaVuSans-Bold.ttf'].map((file) => resolve(`dejavu-fonts-ttf/ttf/${file}`));
  const picture = new Resvg(svg, {
    fitTo: { mode: 'zoom', value: pixelRatio },
    // System fonts stay available for names of columns in scripts that DejaVu does not cover.
    font: { fontFiles, loadSystemFonts: true, defaultFontFamily: 'DejaVu Sans', sansSerifFamily: 'DejaVu Sans' },
  });
  return picture.render().asPng();
}

/** Draws `spec` into the file at `path`. */
export async function drawPlot(spec: TopLevelSpec, path: string, format: PlotFormat): Promise<void> {
  const svg = await renderSvg(spec);
  await writeFile(path, format === 'svg' ? svg : await renderPng(svg));
}

/** The page: controls in, picture and words out. What is computed is in estimate.ts, what is drawn in plot.ts. */
import { AbortedError, type MutualInformationResult, type Progress } from '@infograd/mine';
import { type BackendChoice, type Data, estimate, openBackend, steps, truthOf } from './estimate.ts';
import { type Curve, drawPlot } from './plot.ts';

const form = element('controls', HTMLFormElement);
const choices = element('choices', HTMLFieldSetElement);
const trainButton = element('train', HTMLButtonElement);
const stopButton = element('stop', HTMLButtonElement);
const progressBar = element('progress', HTMLProgressElement);
const plot = element('plot', SVGElement);

let curve: Curve;
let stopping: AbortController;

form.addEventListener('input', showChoice);
form.addEventListener('submit', (event) => {
  event.preventDefault();
  void train();
});
stopButton.addEventListener('click', () => {
  stopButton.disabled = true;
  say('status', 'Stopping; the value so far is read off fresh rows ...');
  stopping.abort();
});
showChoice();

async function train(): Promise<void> {
  stopping = new AbortController();
  setBusy(true);
  showChoice();
  for (const place of ['error', 'device']) say(place, '');
  say('status', 'Opening the backend ...');
  try {
    const { backend, runsOn } = await openBackend(element('backend', HTMLSelectElement).value as BackendChoice);
    say('device', `Runs on ${runsOn}`);
    say('status', 'Training ...');
    showResult(await estimate(chosenData(), backend, { signal: stopping.signal, onProgress: showProgress }));
  } catch (error) {
    if (error instanceof AbortedError && error.partial) showResult(error.partial);
    else showError(error);
  } finally {
    setBusy(false);
  }
}

function chosenData(): Data {
  return {
    rho: element('correlation', HTMLInputElement).valueAsNumber,
    dimension: Number(element('dimension', HTMLSelectElement).value),
  };
}

/** An empty plot with the line of the truth. */
function showChoice(): void {
  const data = chosenData();
  curve = { steps, points: [], truth: truthOf(data) };
  drawPlot(plot, curve);
  say('correlation-value', data.rho.toFixed(2));
  say('truth', curve.truth.toFixed(3));
}

function showProgress({ step, validation, secondsLeft }: Progress): void {
  if (stopping.signal.aborted) return;
  curve = { ...curve, points: [...curve.points, { step, value: validation }] };
  drawPlot(plot, curve);
  progressBar.value = step / steps;
  const left = step < steps ? `about ${Math.ceil(secondsLeft)} s left` : 'now the value is read off fresh rows ...';
  say('status', `Step ${step} of ${steps}: ${validation.toFixed(3)} nats, ${left}`);
}

function showResult({ mi, stdError, interval, steps, seconds, warnings }: MutualInformationResult): void {
  curve = { ...curve, estimate: { value: mi, interval } };
  drawPlot(plot, curve);
  const words = [
    `${mi.toFixed(3)} ± ${stdError.toFixed(3)} nats after ${steps} steps in ${seconds.toFixed(1)} s.`,
    `The truth is ${curve.truth.toFixed(3)}.`,
    ...warnings.map(({ message }) => `Note: ${message}.`),
  ];
  say('status', words.join(' '));
}

function showError(error: unknown): void {
  const stopped = error instanceof AbortedError;
  say('status', stopped ? 'Stopped before there was an estimate.' : 'There is no estimate.');
  if (!stopped) say('error', error instanceof Error ? error.message : String(error));
}

function setBusy(busy: boolean): void {
  choices.disabled = busy;
  trainButton.disabled = busy;
  stopButton.disabled = !busy;
  progressBar.value = 0;
  // Screen readers then tell how it ended, not every step.
  element('status', HTMLElement).ariaBusy = String(busy);
}

/** Writes text; an empty one hides its place. */
function say(id: string, text: string): void {
  const place = element(id, HTMLElement);
  place.textContent = text;
  place.hidden = text === '';
}

function element<T extends Element>(id: string, kind: abstract new () => T): T {
  const found = document.getElementById(id);
  if (found instanceof kind) return found;
  throw new Error(`index.html has no ${kind.name} with the id ${id}`);
}

/**
 * Reconstructing faces from a folder of images with an attribute file, by the loader that is made for CelebA, on drawn faces that may be passed on.
 * The networks see most of them; the numbers are of the rest. A classifier of the attributes judges the reconstructions as one of digits does for
 * MNIST.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  adam,
  binaryCrossEntropy,
  compile,
  disposeTree,
  type MlpParams,
  mlp,
  startTraining,
  type Training,
  trainingStep,
  valueAndGrad,
} from '@infograd/autograd';
import { separableCritic } from '@infograd/mine';
import { concat, gather, mean as meanOf, random, reshape, scope, slice, type Tensor, tensor } from '@infograd/tensor';
import { ImageFolder } from '../data/image-folder.ts';
import { twemojiAttributes, twemojiFolder } from '../data/twemoji.ts';
import { msSsim } from '../ms-ssim.ts';
import type { Lab } from '../runner/lab.ts';
import { mean } from '../statistics.ts';
import { reconstruct, settle } from './autoencoder.ts';
import type { Method, Networks, Recipe, StatisticsSettings } from './bidirectional.ts';
import { type ImageStrip, imageStrip } from './image-strip.ts';
import { fileName, type Measures } from './mnist.ts';
import { noisyMlp } from './noisy-mlp.ts';
import { normalizedMlp } from './normalized-mlp.ts';
import { distances, trainAutoencoder } from './train.ts';

export interface FacesSettings {
  readonly methods: readonly Method[];
  /** Pixels of a side. */
  readonly size: number;
  readonly steps: number;
  readonly batch: number;
  readonly codes: number;
  readonly autoencoder: readonly number[];
  readonly critics: readonly number[];
  readonly statistics: StatisticsSettings;
  readonly inputNoise: number;
  readonly recipe: Omit<Recipe, 'networks' | 'method' | 'codes'>;
  readonly classifierSteps: number;
}

export interface FacesResult {
  readonly trainImages: number;
  readonly testImages: number;
  /** What the loader has left out, and why. */
  readonly skipped: readonly { readonly reason: string; readonly names: readonly string[] }[];
  /** Share of attributes that the classifier reads rightly in the test images themselves. */
  readonly classifierAccuracy: number;
  readonly images: ImageStrip;
  readonly runs: readonly FacesRun[];
}

export interface FacesRun extends Measures {
  readonly method: Method;
  readonly images: ImageStrip;
}

interface Faces {
  /** [n, size · size · 3] in [-1, 1]. */
  readonly images: Tensor;
  /** [n, attributes], 0 or 1. */
  readonly attributes: Tensor;
}

/** One image in so many is for testing. */
const testShare = 8;
/** Images in a picture. */
const shown = 12;

export async function reconstructFaces(settings: FacesSettings, lab: Lab): Promise<FacesResult> {
  const { faces, skipped } = await readFaces(settings.size, lab.seed);
  const [train, test] = splitFaces(faces);
  const classifier = await trainClassifier(lab, train, settings.classifierSteps);
  const runs: FacesRun[] = [];
  for (const method of settings.methods) runs.push(await runMethod(settings, lab, method, train, test, classifier));
  const result = {
    trainImages: train.images.shape[0],
    testImages: test.images.shape[0],
    skipped,
    classifierAccuracy: scope(() => attributeAccuracy(classifier, test.images, test)),
    images: await strip(slice(test.images, { stop: [shown] })),
    runs,
  };
  disposeTree([faces, train, test, classifier]);
  return result;
}

async function runMethod(
  settings: FacesSettings,
  lab: Lab,
  method: Method,
  train: Faces,
  test: Faces,
  classifier: MlpParams,
): Promise<FacesRun> {
  const { batch, codes, recipe, steps } = settings;
  const [images, pixels] = train.images.shape;
  const networks = networksFor(settings, pixels);
  const rng = random(lab.seed).fork('reconstruction of faces');
  const params = await trainAutoencoder(lab, {
    name: `faces-${fileName(method)}`,
    steps,
    rng,
    recipe: { networks, method, codes, ...recipe },
    draw: (own) => gather(train.images, tensor(own.integers(batch, images))),
  });
  const { again, measures } = scope(() => {
    const again = reconstruct(networks, params, settle(networks, params, train.images), test.images);
    return { again, measures: measure(test, again, classifier) };
  });
  disposeTree(params);
  const run = { method, ...measures, images: await strip(slice(again, { stop: [shown] })) };
  again.dispose();
  return run;
}

function networksFor(settings: FacesSettings, pixels: number): Networks {
  const { codes, autoencoder, critics, statistics, inputNoise } = settings;
  const critic = (inputs: number) => noisyMlp({ sizes: [inputs, ...critics, 1], inputNoise, hiddenNoise: 0 });
  return {
    encoder: normalizedMlp({ sizes: [pixels, ...autoencoder, codes], output: 'none' }),
    decoder: normalizedMlp({ sizes: [codes, ...autoencoder.toReversed(), pixels], output: 'tanh' }),
    discriminator: critic(pixels + codes),
    statistics: separableCritic({ dimX: pixels, dimY: codes, ...statistics }),
    pairs: critic(2 * pixels),
  };
}

// The data

/** The faces of the folder in an order that the seed decides. There are few enough to keep them. */
async function readFaces(size: number, seed: number): Promise<{ faces: Faces; skipped: FacesResult['skipped'] }> {
  const path = twemojiFolder();
  const own = mkdtempSync(join(tmpdir(), 'infograd-faces-'));
  try {
    const list = join(own, 'list_attr.txt');
    writeFileSync(list, twemojiAttributes(path));
    const folder = new ImageFolder(path, list);
    const [names, batches]: [string[], Tensor[]] = [[], []];
    for await (const batch of folder.batches({ batch: 64, size, crop: 'largest', seed })) {
      names.push(...batch.names);
      batches.push(batch.images);
    }
    const values = names.flatMap((name) => Array.from(folder.table!.rows.get(name)!, (value) => (value + 1) / 2));
    const faces = {
      images: scope(() => reshape(concat(batches), [names.length, size * size * 3])),
      attributes: tensor(Float32Array.from(values), { shape: [names.length, folder.table!.attributes.length] }),
    };
    disposeTree(batches);
    return { faces, skipped: byReason(folder.skipped) };
  } finally {
    rmSync(own, { recursive: true });
  }
}

function byReason(skipped: ReadonlyMap<string, string>): { reason: string; names: string[] }[] {
  const reasons = [...new Set(skipped.values())];
  return reasons.map((reason) => ({
    reason,
    names: [...skipped].filter(([, why]) => why === reason).map(([name]) => name),
  }));
}

function splitFaces({ images, attributes }: Faces): [train: Faces, test: Faces] {
  const tested = Math.floor(images.shape[0] / testShare);
  const part = (range: { start?: number[]; stop?: number[] }) => ({
    images: slice(images, range),
    attributes: slice(attributes, range),
  });
  return [part({ start: [tested] }), part({ stop: [tested] })];
}

// The numbers

interface ClassifierState {
  readonly classifier: Training<MlpParams>;
}

const classifierWidth = 64;

function classifierFor({ images, attributes }: Faces) {
  return mlp({ sizes: [images.shape[1], classifierWidth, attributes.shape[1]] });
}

/** A network that reads the attributes off an image. */
function trainClassifier(lab: Lab, faces: Faces, steps: number): Promise<MlpParams> {
  const network = classifierFor(faces);
  const optimizer = adam({ learningRate: 1e-3 });
  const loss = (params: MlpParams, images: Tensor, attributes: Tensor) =>
    binaryCrossEntropy(network.apply(params, images), attributes);
  const step = trainingStep(optimizer, compile(valueAndGrad(loss)));
  return lab.model('faces-classifier', async (part) => {
    const { classifier } = await part.train<ClassifierState>({
      steps,
      start: () => ({ classifier: startTraining(optimizer, network.init(random(lab.seed).fork('faces classifier'))) }),
      step: (before) => ({ classifier: step(before.classifier, faces.images, faces.attributes).training }),
    });
    return classifier.params;
  });
}

function attributeAccuracy(classifier: MlpParams, images: Tensor, faces: Faces): number {
  const said = classifierFor(faces).apply(classifier, images).dataSync();
  const right = faces.attributes.dataSync().filter((value, place) => (value === 1) === said[place] > 0);
  return right.length / said.length;
}

function measure(test: Faces, again: Tensor, classifier: MlpParams): Measures {
  return scope(() => ({
    error: mean(distances(test.images, again)),
    accuracy: attributeAccuracy(classifier, again, test),
    msSsim: meanOf(msSsim(imagesOf(test.images), imagesOf(again), { scales: 3, range: 2 })).itemSync(),
  }));
}

/** [n, pixels] as [n, size, size, 3]. */
function imagesOf(rows: Tensor): Tensor {
  const size = Math.sqrt(rows.shape[1] / 3);
  return reshape(rows, [rows.shape[0], size, size, 3]);
}

async function strip(rows: Tensor): Promise<ImageStrip> {
  const images = imagesOf(rows);
  const made = await imageStrip(images);
  disposeTree([rows, images]);
  return made;
}

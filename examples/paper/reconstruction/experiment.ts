/**
 * Bi-directional adversarial models and what they reconstruct (table 2): adversarially learned inference alone, with ALICE's two ways of asking for
 * the same image again, and with MINE's information between images and codes. On MNIST with numbers, on 25 Gaussians to be seen, and on a folder of
 * faces by CelebA's loader.
 */
import type { Experiment } from '../experiment.ts';
import type { Lab } from '../runner/lab.ts';
import { type FacesResult, type FacesSettings, reconstructFaces } from './faces.ts';
import { facesFindings, gaussiansFindings, mnistFindings } from './findings.ts';
import { type GaussiansRun, type GaussiansSettings, reconstructGaussians } from './gaussians.ts';
import { type MnistResult, type MnistSettings, reconstructMnist } from './mnist.ts';
import { facesPictures, gaussiansPictures, mnistPictures } from './pictures.ts';

export interface ReconstructionSettings {
  readonly mnist: MnistSettings;
  readonly gaussians: GaussiansSettings;
  readonly faces: FacesSettings;
}

export interface ReconstructionResult {
  readonly mnist: MnistResult;
  readonly gaussians: readonly GaussiansRun[];
  readonly faces: FacesResult;
}

const recipe = {
  codeNoise: 1,
  learningRate: 1e-3,
  statisticsRate: 5e-4,
  beta1: 0.5,
  averaging: 0.998,
  informationWeight: 1,
  cycleWeight: 1,
};

const small: ReconstructionSettings = {
  mnist: {
    seeds: 2,
    steps: 6000,
    batch: 100,
    codes: 32,
    autoencoder: [256, 256],
    critics: [256, 128],
    statistics: { hidden: [256], embedding: 64, activation: 'elu' },
    recipe,
    inputNoise: 0.3,
    hiddenNoise: 0,
    classifier: { steps: 1500, batch: 100 },
    testImages: 10_000,
  },
  gaussians: {
    methods: ['ALI', 'ALICE (l2)', 'MINE'],
    seeds: 2,
    steps: 3000,
    batch: 100,
    autoencoder: [128, 128],
    critics: [128, 128],
    statistics: { hidden: [128, 128], embedding: 32, activation: 'elu' },
    recipe: { ...recipe, codeNoise: 0.1 },
  },
  faces: {
    methods: ['ALI', 'MINE'],
    size: 32,
    steps: 2000,
    batch: 50,
    codes: 16,
    autoencoder: [128, 128],
    critics: [128, 128],
    statistics: { hidden: [128], embedding: 32, activation: 'elu' },
    inputNoise: 0.3,
    recipe,
    classifierSteps: 300,
  },
};

export const reconstruction: Experiment<ReconstructionSettings, ReconstructionResult> = {
  name: 'reconstruction',
  title: 'Reconstruction with bi-directional models',
  settings: {
    quick: {
      mnist: {
        ...small.mnist,
        seeds: 1,
        steps: 8,
        batch: 32,
        codes: 8,
        autoencoder: [48],
        critics: [32],
        classifier: { steps: 40, batch: 50 },
        testImages: 100,
      },
      gaussians: { ...small.gaussians, seeds: 1, steps: 60, batch: 64, autoencoder: [24], critics: [24] },
      faces: {
        ...small.faces,
        size: 28,
        steps: 4,
        batch: 16,
        codes: 8,
        autoencoder: [16],
        critics: [16],
        classifierSteps: 10,
      },
    },
    small,
    full: {
      mnist: {
        ...small.mnist,
        seeds: 3,
        steps: 50_000,
        codes: 100,
        autoencoder: [500, 500],
        critics: [1000, 500, 250, 250, 250],
        recipe: { ...recipe, learningRate: 1e-4, statisticsRate: 1e-4 },
        classifier: { steps: 5000, batch: 100 },
      },
      gaussians: { ...small.gaussians, seeds: 5, steps: 20_000, autoencoder: [400, 400], critics: [200, 200, 200] },
      faces: { ...small.faces, size: 64, steps: 10_000, codes: 64, autoencoder: [512, 512], critics: [512, 256] },
    },
  },

  async run(settings: ReconstructionSettings, lab: Lab): Promise<ReconstructionResult> {
    const gaussians = await reconstructGaussians(settings.gaussians, lab);
    const mnist = await reconstructMnist(settings.mnist, lab);
    return { mnist, gaussians, faces: await reconstructFaces(settings.faces, lab) };
  },

  findings: ({ mnist, gaussians, faces }) => [
    ...mnistFindings(mnist),
    ...gaussiansFindings(gaussians),
    ...facesFindings(faces),
  ],

  pictures: ({ mnist, gaussians, faces }) => [
    ...mnistPictures(mnist),
    ...gaussiansPictures(gaussians),
    ...facesPictures(faces),
  ],
};

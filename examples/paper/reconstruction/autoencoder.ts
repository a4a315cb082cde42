/** An encoder and a decoder, and what they do together when training is over: reconstruct. */
import type { Tensor } from '@infograd/tensor';
import type { NormalizedMlp, NormalizedMlpParams, Statistics } from './normalized-mlp.ts';

export interface AutoencoderNetworks {
  /** x [n, d] to the mean of its code [n, c]. */
  readonly encoder: NormalizedMlp;
  /** z [n, c] to [n, d]. */
  readonly decoder: NormalizedMlp;
}

export type Autoencoder = { readonly encoder: NormalizedMlpParams; readonly decoder: NormalizedMlpParams };

/** What evaluation normalizes by, from many data at once. */
export interface Settled {
  readonly encoder: Statistics;
  readonly decoder: Statistics;
}

export function settle({ encoder, decoder }: AutoencoderNetworks, params: Autoencoder, x: Tensor): Settled {
  const forEncoder = encoder.statisticsOf(params.encoder, x);
  const code = encoder.apply(params.encoder, x, forEncoder);
  return { encoder: forEncoder, decoder: decoder.statisticsOf(params.decoder, code) };
}

/** The code's mean, decoded. */
export function reconstruct(
  { encoder, decoder }: AutoencoderNetworks,
  params: Autoencoder,
  settled: Settled,
  x: Tensor,
): Tensor {
  return decoder.apply(params.decoder, encoder.apply(params.encoder, x, settled.encoder), settled.decoder);
}

/**
 * Drawn faces instead of photographed ones: CelebA's images may not be passed on, and the emoji of Twemoji may (graphics by Twitter, Inc. and
 * contributors, CC BY 4.0). The npm package @twemoji/svg has each as an SVG file that is named by its code points; a head with a skin tone says by
 * these who it shows, so the attribute file, in CelebA's form, writes itself.
 */
import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { ImageFolderError } from './image-folder.ts';

/** Attributes by the code point that gives them, hexadecimal. */
const attributes = {
  Man: '1f468',
  Woman: '1f469',
  Light: '1f3fb',
  Medium_Light: '1f3fc',
  Medium: '1f3fd',
  Medium_Dark: '1f3fe',
  Dark: '1f3ff',
  Red_Hair: '1f9b0',
  Curly_Hair: '1f9b1',
  White_Hair: '1f9b3',
  Bald: '1f9b2',
} as const;

/** A man, a woman or a person, one skin tone, and what they wear or do. */
const face = /^(1f468|1f469|1f9d1)-1f3f[b-f](-200d-(?!.*(1f468|1f469|1f9d1|1f3f)).*)?\.svg$/;

/**
 * The folder with all of Twemoji.
 *
 * @param resolve from a package's file to its path
 * @throws ImageFolderError when the package is not installed, with the command that brings it
 */
export function twemojiFolder(resolve: (file: string) => string = createRequire(import.meta.url).resolve): string {
  const install = 'install it with: npm install --no-save @twemoji/svg@15.0.0';
  let folder: string;
  try {
    folder = dirname(resolve('@twemoji/svg/package.json'));
  } catch {
    throw new ImageFolderError(
      `the images are not here: the optional package @twemoji/svg is not installed; ${install}`,
    );
  }
  if (existsSync(`${folder}/1f9d1-1f3fd.svg`)) return folder;
  throw new ImageFolderError(`${folder} does not hold the images of Twemoji; ${install}`);
}

/** The attribute file of the faces in a folder of Twemoji, as text. */
export function twemojiAttributes(folder: string): string {
  const names = readdirSync(folder).filter((name) => face.test(name));
  const lines = names.sort().map((name) => {
    const points = name.replace('.svg', '').split('-');
    return [name, ...Object.values(attributes).map((point) => (points.includes(point) ? '1' : '-1'))].join(' ');
  });
  return `${[names.length, Object.keys(attributes).join(' '), ...lines].join('\n')}\n`;
}

/** The loader of image folders, on folders that the tests fill: every kind of file that it reads, and every kind that it must not. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Tensor } from '@infograd/tensor';
import { expect, test } from '@jest/globals';
import sharp from 'sharp';
import { AttributeFileError, readAttributeFile } from '../../examples/paper/data/attribute-file.ts';
import {
  type BatchOptions,
  celebaShape,
  ImageFolder,
  ImageFolderError,
} from '../../examples/paper/data/image-folder.ts';
import { twemojiAttributes, twemojiFolder } from '../../examples/paper/data/twemoji.ts';
import { temporaryFolder } from './run-quick.ts';

/** A picture whose left half is one colour and whose right half is another. */
function halves(width: number, height: number, [left, right]: readonly (readonly number[])[]) {
  const channels = left.length as 1 | 2 | 3 | 4;
  const pixels = Uint8Array.from({ length: width * height * channels }, (_, i) => {
    const column = Math.floor(i / channels) % width;
    return (column < width / 2 ? left : right)[i % channels];
  });
  return sharp(pixels, { raw: { width, height, channels } });
}

const [red, blue] = [
  [255, 0, 0],
  [0, 0, 255],
];
const redBlue = () => halves(20, 20, [red, blue]);

/** A folder with these files; a text is a file's content too. */
function folderWith(files: Record<string, Buffer | string>): string {
  const folder = temporaryFolder();
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  return folder;
}

const tiny: BatchOptions = { batch: 8, size: 4, crop: 16 };

async function all(folder: ImageFolder, options: BatchOptions = tiny): Promise<Map<string, number[]>> {
  const found = new Map<string, number[]>();
  for await (const { names, images } of folder.batches(options)) {
    expect(images.shape).toEqual([names.length, options.size, options.size, 3]);
    const length = images.size / names.length;
    const values = images.dataSync();
    names.forEach((name, row) => {
      found.set(name, [...values.slice(row * length, (row + 1) * length)]);
    });
    images.dispose();
  }
  return found;
}

/** The first and the last pixel of a row. */
const ends = (pixels: readonly number[]) => [pixels.slice(0, 3), pixels.slice(9, 12)];

const signed = (colour: readonly number[]) => colour.map((value) => expect.closeTo(value / 127.5 - 1, 5));

test('colour, grey, palette and transparent images all become red, green and blue in [-1, 1]', async () => {
  const path = folderWith({
    'colour.png': await redBlue().png().toBuffer(),
    'palette.png': await redBlue().png({ palette: true }).toBuffer(),
    'grey.png': await halves(20, 20, [[0], [255]])
      .toColourspace('b-w')
      .png()
      .toBuffer(),
    'grey with alpha.png': await halves(20, 20, [
      [0, 255],
      [0, 0],
    ])
      .toColourspace('b-w')
      .png()
      .toBuffer(),
    'deep.png': await redBlue().toColourspace('rgb16').png().toBuffer(),
    'transparent.png': await halves(20, 20, [
      [255, 0, 0, 255],
      [0, 0, 0, 0],
    ])
      .png()
      .toBuffer(),
    'lossless.webp': await redBlue().webp({ lossless: true }).toBuffer(),
    'drawn.svg':
      '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20"><rect width="10" height="20" fill="#f00"/></svg>',
  });
  const folder = new ImageFolder(path);
  const found = await all(folder);
  expect([...folder.skipped]).toEqual([]);
  for (const name of ['colour.png', 'palette.png', 'deep.png', 'lossless.webp']) {
    expect(ends(found.get(name)!)).toEqual([signed(red), signed(blue)]);
  }
  expect(ends(found.get('grey.png')!)).toEqual([signed([0, 0, 0]), signed([255, 255, 255])]);
  expect(ends(found.get('grey with alpha.png')!)).toEqual([signed([0, 0, 0]), signed([255, 255, 255])]);
  for (const name of ['transparent.png', 'drawn.svg']) {
    expect(ends(found.get(name)!)).toEqual([signed(red), signed([255, 255, 255])]);
  }
});

test('JPEG files: baseline, progressive, grey and CMYK', async () => {
  const path = folderWith({
    'baseline.jpg': await redBlue().jpeg({ quality: 95, chromaSubsampling: '4:4:4' }).toBuffer(),
    'progressive.jpg': await redBlue().jpeg({ quality: 95, progressive: true, chromaSubsampling: '4:4:4' }).toBuffer(),
    'grey.jpg': await halves(20, 20, [[0], [255]])
      .toColourspace('b-w')
      .jpeg()
      .toBuffer(),
    'cmyk.jpg': await redBlue().toColourspace('cmyk').jpeg({ quality: 95 }).toBuffer(),
  });
  const folder = new ImageFolder(path);
  const found = await all(folder);
  expect([...folder.skipped]).toEqual([]);
  expect((await sharp(join(path, 'cmyk.jpg')).metadata()).channels).toBe(4);
  for (const name of ['baseline.jpg', 'progressive.jpg', 'cmyk.jpg']) {
    const [[r1, g1, b1], [r2, g2, b2]] = ends(found.get(name)!);
    // The colours of CMYK come back as near as its inks allow.
    expect(Math.min(r1 - g1, r1 - b1, b2 - r2, b2 - g2)).toBeGreaterThan(name === 'cmyk.jpg' ? 0.4 : 1.8);
  }
  expect(ends(found.get('grey.jpg')!).flat()).toEqual([-1, -1, -1, 1, 1, 1].map((value) => expect.closeTo(value, 1)));
});

test('an image stands upright when its EXIF orientation says that the camera was turned', async () => {
  // Orientation 6: the stored image must be turned clockwise by a quarter, so its left half comes to the top.
  const turned = await halves(40, 20, [red, blue]).withMetadata({ orientation: 6 }).png().toBuffer();
  const found = await all(new ImageFolder(folderWith({ 'turned.png': turned })), { ...tiny, crop: 'largest' });
  const pixels = found.get('turned.png')!;
  expect(pixels.slice(0, 12)).toEqual([...signed(red), ...signed(red), ...signed(red), ...signed(red)]);
  expect(pixels.slice(-3)).toEqual(signed(blue));
});

test('the centre is cut out before it is resized, as for CelebA', async () => {
  // 148 × 148 of white in the middle of 178 × 218 of black.
  const white = await sharp({ create: { width: 148, height: 148, channels: 3, background: '#fff' } })
    .png()
    .toBuffer();
  const framed = await sharp({ create: { width: 178, height: 218, channels: 3, background: '#000' } })
    .composite([{ input: white, left: 15, top: 35 }])
    .png()
    .toBuffer();
  const folder = new ImageFolder(folderWith({ '000001.png': framed }));
  const inside = (await all(folder, { batch: 1, ...celebaShape })).get('000001.png')!;
  expect(inside).toHaveLength(64 * 64 * 3);
  expect(Math.min(...inside)).toBe(1);
  const wider = (await all(folder, { batch: 1, size: 64, crop: 178 })).get('000001.png')!;
  expect(wider.slice(0, 3)).toEqual([-1, -1, -1]);
});

test('bad files are left out by name, with the reason, and the batches are full all the same', async () => {
  const good = await redBlue().png().toBuffer();
  const path = folderWith({
    'a.png': good,
    'cut.png': good.subarray(0, good.length / 2),
    'empty.png': '',
    'five-channels.tif': fiveChannels(),
    'm.png': good,
    'notes.txt': 'not an image',
    'renamed.jpg': '%PDF-1.4 no photograph at all',
    'small.png': await halves(8, 8, [red, blue]).png().toBuffer(),
    'z.png': good,
  });
  mkdirSync(join(path, 'more'));
  const folder = new ImageFolder(path);
  const sizes: number[] = [];
  for await (const { names } of folder.batches({ ...tiny, batch: 2 })) sizes.push(names.length);
  expect(sizes).toEqual([2, 1]);
  expect([...folder.skipped.keys()].sort()).toEqual([
    'cut.png',
    'empty.png',
    'five-channels.tif',
    'more',
    'notes.txt',
    'renamed.jpg',
    'small.png',
  ]);
  expect(folder.skipped.get('empty.png')).toBe('empty');
  expect(folder.skipped.get('five-channels.tif')).toMatch('5 channels');
  expect(folder.skipped.get('more')).toBe('a folder, not a file');
  expect(folder.skipped.get('notes.txt')).toMatch('unsupported image format');
  expect(folder.skipped.get('small.png')).toBe('8 × 8, smaller than the crop of 16');
  // A later epoch does not try them again.
  for (const name of folder.skipped.keys()) rmSync(join(path, name), { recursive: true });
  expect([...(await all(folder)).keys()]).toEqual(['a.png', 'm.png', 'z.png']);
});

/** A TIFF file of 20 × 20 pixels with five samples each. */
function fiveChannels(): Buffer {
  const entries = [
    [256, 3, 1, 20],
    [257, 3, 1, 20],
    [258, 3, 5, 134],
    [259, 3, 1, 1],
    [262, 3, 1, 1],
    [273, 4, 1, 144],
    [277, 3, 1, 5],
    [278, 3, 1, 20],
    [279, 4, 1, 2000],
    [338, 3, 4, 2144],
  ];
  const file = Buffer.alloc(2152);
  file.write('II*\0', 'latin1');
  file.writeUInt32LE(8, 4);
  file.writeUInt16LE(entries.length, 8);
  entries.forEach(([tag, type, count, value], index) => {
    const place = 10 + 12 * index;
    file.writeUInt16LE(tag, place);
    file.writeUInt16LE(type, place + 2);
    file.writeUInt32LE(count, place + 4);
    file.writeUInt32LE(value, place + 8);
  });
  for (let sample = 0; sample < 5; sample++) file.writeUInt16LE(8, 134 + 2 * sample);
  return file;
}

test('the order is that of the names, or one that the seed decides', async () => {
  const good = await redBlue().png().toBuffer();
  const names = Array.from({ length: 23 }, (_, index) => `${index}.png`);
  const path = folderWith(Object.fromEntries(names.map((name) => [name, good])));
  const order = async (options: Partial<BatchOptions>) => [
    ...(await all(new ImageFolder(path), { ...tiny, ...options })).keys(),
  ];
  const plain = await order({});
  expect(plain).toEqual([...names].sort());
  const shuffled = await order({ seed: 1 });
  expect(shuffled).not.toEqual(plain);
  expect([...shuffled].sort()).toEqual(plain);
  expect(await order({ seed: 1, batch: 5 })).toEqual(shuffled);
  expect(await order({ seed: 2 })).not.toEqual(shuffled);
  expect(await order({ seed: 1, epoch: 1 })).not.toEqual(shuffled);
});

test('files are read when their batch is asked for, not before', async () => {
  const good = await redBlue().png().toBuffer();
  const path = folderWith({ 'a.png': good, 'b.png': good, 'c.png': good });
  const folder = new ImageFolder(path);
  const batches = folder.batches({ ...tiny, batch: 1 });
  const first: { names: readonly string[]; images: Tensor } = (await batches.next()).value!;
  expect(first.names).toEqual(['a.png']);
  rmSync(join(path, 'b.png'));
  expect((await batches.next()).value!.names).toEqual(['c.png']);
  expect(folder.skipped.get('b.png')).toMatch('ENOENT');
});

test('folders that cannot be used are refused', async () => {
  expect(() => new ImageFolder('/no/such/folder')).toThrow(ImageFolderError);
  expect(() => new ImageFolder('/no/such/folder')).toThrow('there is no folder of images at /no/such/folder');
  expect(() => new ImageFolder(temporaryFolder())).toThrow('holds no files');
  const texts = new ImageFolder(folderWith({ 'a.txt': 'a', 'b.txt': 'b' }));
  await expect(texts.batches(tiny).next()).rejects.toThrow('no file in');
});

test('attributes come with their names and go to their files', async () => {
  const good = await redBlue().png().toBuffer();
  const path = folderWith({ '000001.png': good, '000002.png': good, 'with two spaces.png': good, 'without.png': good });
  const file = join(
    folderWith({
      'list_attr.txt': '3\nSmiling  Eyeglasses\n000001.png -1  1\r\n000002.png  1 -1\nwith two spaces.png +1 1\n\n',
    }),
    'list_attr.txt',
  );
  const folder = new ImageFolder(path, file);
  expect(folder.table!.attributes).toEqual(['Smiling', 'Eyeglasses']);
  expect([...folder.table!.rows]).toEqual([
    ['000001.png', Int8Array.of(-1, 1)],
    ['000002.png', Int8Array.of(1, -1)],
    ['with two spaces.png', Int8Array.of(1, 1)],
  ]);
  expect([...(await all(folder)).keys()]).toEqual(['000001.png', '000002.png', 'with two spaces.png']);
  expect([...folder.skipped]).toEqual([['without.png', 'without a line in the attribute file']]);
});

test.each([
  ['two\nA B\n', 1, "'two' is not a number of images"],
  ['1\n\na.png 1', 2, 'it names no attributes'],
  ['1\nA B A\na.png 1 1 1', 2, 'attribute A is named twice'],
  ['2\nA B\na.png 1 1\nb.png 1', 4, '2 words where a file name and 2 values are needed'],
  ['2\nA B\na.png 1 0\nb.png 1 1', 3, "the value '0' is neither 1 nor -1"],
  ['2\nA\na.png 1\na.png -1', 4, 'a.png was on line 3 already'],
  ['3\nA\na.png 1\nb.png -1', 1, 'it promises 3 images, and 2 lines follow'],
])('an attribute file that is not in order: %j', (text, line, problem) => {
  const path = join(folderWith({ 'list.txt': text }), 'list.txt');
  const refused = () => readAttributeFile(path);
  expect(refused).toThrow(AttributeFileError);
  expect(refused).toThrow(`line ${line}: ${problem}`);
});

test('an attribute file that speaks of images that are not there, or is not there itself', async () => {
  const path = folderWith({ 'a.png': await redBlue().png().toBuffer() });
  const file = join(folderWith({ 'list.txt': '2\nA\na.png 1\nb.png 1\n' }), 'list.txt');
  expect(() => new ImageFolder(path, file)).toThrow(`list.txt, line 4: there is no b.png in ${path}`);
  expect(() => new ImageFolder(path, '/no/list.txt')).toThrow(AttributeFileError);
});

test("the faces of Twemoji have attributes that their names' code points give", () => {
  const file = join(folderWith({ 'list.txt': twemojiAttributes(twemojiFolder()) }), 'list.txt');
  const { attributes, rows } = readAttributeFile(file);
  // 26 things to be, in three genders and five tones.
  expect(rows.size).toBe(390);
  const of = (name: string) => attributes.filter((_, column) => rows.get(name)![column] === 1);
  expect(of('1f468-1f3fb-200d-1f9b0.svg')).toEqual(['Man', 'Light', 'Red_Hair']);
  expect(of('1f9d1-1f3ff.svg')).toEqual(['Dark']);
  // Two people, or none.
  expect(rows.has('1f469-1f3fb-200d-1f91d-200d-1f468-1f3fc.svg')).toBe(false);
  expect(rows.has('1f600.svg')).toBe(false);
});

test('without the package of Twemoji, the error names the command that brings it', () => {
  const missing = () => {
    throw new Error('Cannot find module');
  };
  expect(() => twemojiFolder(missing)).toThrow('npm install --no-save @twemoji/svg@15.0.0');
  expect(() => twemojiFolder(() => '/no/such/package.json')).toThrow('does not hold the images');
});

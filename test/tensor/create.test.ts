// Values go in and come out: nested arrays, typed arrays, ndarrays with any strides, and errors that say what is wrong.
import {
  AsyncReadError,
  add,
  arange,
  type Backend,
  BackendMismatchError,
  DTypeError,
  defaultBackend,
  exp,
  eye,
  fromNdarray,
  full,
  type InfogradError,
  linspace,
  ones,
  pad,
  reference,
  ShapeError,
  setDefaultBackend,
  type Tensor,
  tensor,
  ValueError,
  wasm,
  withBackend,
  zeros,
} from '@infograd/tensor';
import fc from 'fast-check';
import ndarray from 'ndarray';

describe.each([reference(), wasm()])('on $name', (backend) => {
  const make: typeof tensor = (values, options) => tensor(values, { backend, ...options });

  test.each([
    ['a number', 2.5, [], 'float32', 2.5],
    [
      'nested numbers',
      [
        [1, 2],
        [3, 4],
      ],
      [2, 2],
      'float32',
      [
        [1, 2],
        [3, 4],
      ],
    ],
    ['nested booleans', [[true], [false]], [2, 1], 'bool', [[true], [false]]],
    ['a boolean', true, [], 'bool', true],
    ['nothing', [], [0], 'float32', []],
    ['empty rows', [[], []], [2, 0], 'float32', [[], []]],
    ['a Float32Array', new Float32Array([1, 2]), [2], 'float32', [1, 2]],
    ['an Int32Array', new Int32Array([-1, 2]), [2], 'int32', [-1, 2]],
    ['a Uint8Array', new Uint8Array([1, 0]), [2], 'bool', [true, false]],
  ] as const)('tensor of %s', (_name, values, shape, dtype, array) => {
    const x = make(values as unknown as number[]);
    expect([x.shape, x.dtype, x.rank, x.size, x.backend]).toEqual([
      shape,
      dtype,
      shape.length,
      shape.reduce<number>((a, b) => a * b, 1),
      backend,
    ]);
    expect(x.toArray()).toEqual(array);
  });

  test('shape and dtype can be given', () => {
    expect(make([1, 2, 3, 4, 5, 6], { shape: [3, 2] }).toArray()).toEqual([
      [1, 2],
      [3, 4],
      [5, 6],
    ]);
    expect(make([1, 0], { dtype: 'bool' }).toArray()).toEqual([true, false]);
    expect(make(new Float64Array([1.5]), { dtype: 'float32' }).toArray()).toEqual([1.5]);
    expect(make([true, false], { dtype: 'float32' }).toArray()).toEqual([1, 0]);
  });

  test('a tensor is a copy, both ways', async () => {
    const values = new Float32Array([1, 2]);
    const x = make(values);
    values[0] = 9;
    x.dataSync()[1] = 9;
    (await x.data())[1] = 9;
    x.toNdarray().set(0, 9);
    expect(x.toArray()).toEqual([1, 2]);
  });

  test('item reads one element, of any rank, and refuses others', async () => {
    expect(make([[7]]).itemSync()).toBe(7);
    expect(await make(7).item()).toBe(7);
    expect(() => make([1, 2]).itemSync()).toThrow(ShapeError);
    expect(() => make([1, 2]).itemSync()).toThrow('item: shape [2] has 2 elements; item() needs exactly one');
    await expect(make([]).item()).rejects.toThrow('has 0 elements');
  });

  test('prints itself', () => {
    expect(String(make([[1, 2]]))).toBe(`Tensor(float32 [1, 2] on ${backend.name} [[1,2]])`);
    expect(String(zeros([100], { backend }))).toBe(`Tensor(float32 [100] on ${backend.name})`);
  });

  test('sequences and constants', () => {
    const options = { backend };
    expect(arange(0, 1, 0.25, options).toArray()).toEqual([0, 0.25, 0.5, 0.75]);
    expect(arange(3, 0, -1, { dtype: 'int32', backend }).toArray()).toEqual([3, 2, 1]);
    expect(arange(3, 0, 1, options).shape).toEqual([0]);
    expect(linspace(1, 2, 1, options).toArray()).toEqual([1]);
    expect(linspace(0, 0.3, 4, options).dataSync()[3]).toBe(Math.fround(0.3));
    expect(eye(3, { dtype: 'int32', backend }).toArray()).toEqual([
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ]);
    expect(eye(0, options).shape).toEqual([0, 0]);
    expect(full([2], 1, { dtype: 'bool', backend }).toArray()).toEqual([true, true]);
    expect(full([], 3, options).toArray()).toBe(3);
    expect(ones([2, 0, 3], options).shape).toEqual([2, 0, 3]);
  });

  test('ndarrays round trip, strided views included', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 4 }),
        fc.infiniteStream(fc.nat(3)),
        (shape, choices) => {
          const size = shape.reduce((a, b) => a * b, 1);
          const next = () => choices.next().value as number;
          let view = ndarray(
            Float32Array.from({ length: size }, (_, i) => i),
            shape,
          );
          if (shape.length > 0) {
            view = view.transpose(...shape.map((_, axis) => axis).sort(() => next() - 1.5));
            view = view.step(...view.shape.map(() => [1, 2, -1, 1][next()]));
            view = view.lo(...view.shape.map((length) => Math.min(length, next() % 2)));
          }
          const x = fromNdarray(view, { backend });
          expect(x.shape).toEqual(view.shape);
          const back = x.toNdarray();
          const every = (axis: number, at: number[]): void => {
            if (axis === view.dimension) expect(back.get(...at)).toBe(view.get(...at));
            else for (let i = 0; i < view.shape[axis]; i++) every(axis + 1, [...at, i]);
          };
          every(0, []);
        },
      ),
      { seed: 5, numRuns: 60 },
    );
  });

  test('ndarrays of other kinds', () => {
    expect(fromNdarray(ndarray([1.5, 2], [2]), { backend }).dtype).toBe('float32');
    expect(fromNdarray(ndarray(new Int32Array([1, 2]), [2, 1]), { backend }).toArray()).toEqual([[1], [2]]);
    expect(() => fromNdarray(ndarray(new Float32Array(128), [2, 2, 2, 2, 2, 2, 2]), { backend })).toThrow(ShapeError);
    expect(() => fromNdarray(ndarray(new Int16Array([1]) as unknown as Int32Array), { backend })).toThrow(
      'Int16Array has no tensor dtype; convert it',
    );
  });

  const mistakes: [string, () => unknown, new () => Error, string][] = [
    [
      'ragged rows',
      () => make([[1, 2], [3]]),
      ShapeError,
      'the nested arrays are ragged; every row must be as long as the first, here [2, 2]',
    ],
    ['rows of unequal depth', () => make([[1, 2], 3, 4] as number[]), ShapeError, 'ragged'],
    [
      'a shape that does not fit',
      () => make([1, 2, 3], { shape: [2, 2] }),
      ShapeError,
      '3 values do not fill the shape [2, 2] (4 elements)',
    ],
    [
      'a typed array and a shape that does not fit',
      () => make(new Float32Array(3), { shape: [2] }),
      ShapeError,
      '3 values do not fill',
    ],
    [
      'seven axes',
      () => make([1], { shape: [1, 1, 1, 1, 1, 1, 1] }),
      ShapeError,
      'rank 7 of [1, 1, 1, 1, 1, 1, 1] is above the limit of 6; reshape first',
    ],
    [
      'a fraction as int32',
      () => make([1, 2.5], { dtype: 'int32' }),
      DTypeError,
      'value 2.5 at position 1 does not fit int32',
    ],
    ['NaN as int32', () => make([NaN], { dtype: 'int32' }), DTypeError, 'value NaN at position 0'],
    ['a big number as int32', () => make([2 ** 31], { dtype: 'int32' }), DTypeError, 'value 2147483648'],
    ['two as bool', () => make([2], { dtype: 'bool' }), DTypeError, 'value 2 at position 0 does not fit bool'],
    ['two in a Uint8Array', () => make(new Uint8Array([1, 2])), DTypeError, 'value 2 at position 1 does not fit bool'],
    ['a number among booleans', () => make([true, 2]), DTypeError, 'value 2 at position 1 does not fit bool'],
    ['text', () => make(['7'] as unknown as number[]), DTypeError, 'string 7 is neither a number nor a boolean'],
    ['null', () => make([null] as unknown as number[]), DTypeError, 'neither a number nor a boolean'],
    [
      'another typed array',
      () => make(new Int16Array(2) as unknown as Int32Array),
      DTypeError,
      'Int16Array has no tensor dtype',
    ],
    ['an endless range', () => arange(0, Infinity), ValueError, 'arange: 0 to Infinity by 1 is not a sequence'],
    ['a range without a step', () => arange(0, 1, 0), ValueError, 'a step other than 0'],
    ['half a point', () => linspace(0, 1, 0.5), ValueError, 'linspace: count 0.5'],
    ['half an identity', () => eye(1.5), ShapeError, 'eye: [1.5, 1.5] is not a shape'],
    [
      'a bool fill of 2',
      () => full([1], 2, { dtype: 'bool', backend }),
      DTypeError,
      'full: the value 2 does not fit bool',
    ],
    [
      'a fractional pad of int32',
      () => pad(make([1], { dtype: 'int32' }), { before: [1], after: [0], value: 0.5 }),
      DTypeError,
      'pad: the value 0.5 does not fit int32',
    ],
  ];
  test.each(mistakes)('%s: a typed error', (_name, call, error, message) => {
    expect(call).toThrow(error);
    expect(call).toThrow(message);
  });
});

describe('dtypes are strict', () => {
  test('a plain number takes the dtype of its neighbour, or is refused', () => {
    const whole = tensor([1, 2], { dtype: 'int32' });
    expect(add(whole, 3).dtype).toBe('int32');
    expect(() => add(whole, 0.5)).toThrow('add: the number 0.5 cannot stand beside a int32 tensor');
    expect(() => add(whole, true)).toThrow(DTypeError);
    expect(add(1, 2).dtype).toBe('float32');
  });

  test('mixed dtypes are refused, with the cast that would help', () => {
    expect(() => add(tensor([1]), tensor([1], { dtype: 'int32' }))).toThrow(
      "add: a is float32 and b is int32; dtypes are never converted in silence, use cast(b, 'float32')",
    );
  });

  test('float64 lives on the reference backend alone', () => {
    expect(tensor([0.1], { dtype: 'float64', backend: reference() }).itemSync()).toBe(0.1);
    for (const make of [
      () => tensor([1], { dtype: 'float64', backend: wasm() }),
      () => full([1], 1, { dtype: 'float64', backend: wasm() }),
    ]) {
      expect(make).toThrow(DTypeError);
      expect(make).toThrow('the wasm backend has no float64');
    }
  });
});

describe('backends', () => {
  test('wasm is the default, and another can be chosen for a while or for good', () => {
    expect(defaultBackend()).toBe(wasm());
    expect(withBackend(reference(), () => ones([1]).backend)).toBe(reference());
    expect(() =>
      withBackend(reference(), () => {
        throw new Error('on purpose');
      }),
    ).toThrow('on purpose');
    expect(defaultBackend()).toBe(wasm());
    setDefaultBackend(reference());
    expect(zeros([1]).backend).toBe(reference());
    setDefaultBackend(wasm());
  });

  test('tensors of two backends do not meet, and move on request', () => {
    const [here, there] = [ones([2], { backend: wasm() }), ones([2], { backend: reference() })];
    expect(() => add(here, there)).toThrow(BackendMismatchError);
    expect(() => add(here, there)).toThrow(
      'add: input 0 is on wasm, input 1 on reference; move one of them with .to(backend)',
    );
    expect(add(here, there.to(wasm())).toArray()).toEqual([2, 2]);
    expect(here.to(wasm())).toBe(here);
  });

  test('a backend that is read asynchronously says so', async () => {
    const host = reference();
    const distant: Backend = { ...host, name: 'distant', canReadSync: false };
    const x: Tensor = tensor([1, 2], { backend: distant });
    expect([...(await x.data())]).toEqual([1, 2]);
    for (const read of [() => x.dataSync(), () => x.toArray(), () => x.toNdarray()]) {
      expect(read).toThrow(AsyncReadError);
      expect(read).toThrow('the distant backend cannot be read synchronously; use await tensor.data()');
    }
    expect(() => x.to(wasm())).toThrow('cannot be read synchronously; use await tensor.transfer(backend)');
    const near = await x.transfer(wasm());
    expect([near.backend.name, near.toArray()]).toEqual(['wasm', [1, 2]]);
    expect(await near.transfer(wasm())).toBe(near);
    expect(String(x)).toBe('Tensor(float32 [2] on distant)');
  });
});

describe('arguments of the wrong kind, as they come from JavaScript', () => {
  const rows: [string, () => unknown, typeof InfogradError, RegExp][] = [
    [
      'an unknown dtype',
      () => tensor([1], { dtype: 'float16' as 'float32' }),
      DTypeError,
      /no dtype float16; use float32/,
    ],
    [
      'the name of a backend',
      () => tensor([1], { backend: 'wasm' as never }),
      ValueError,
      /pass a backend itself, such as wasm\(\)/,
    ],
    ['a shape that is no array', () => ones('3' as never), ShapeError, /"3" is not a shape/],
    [
      'an operand that is an array',
      () => exp([1, 2] as never),
      DTypeError,
      /neither a tensor nor a number but \[1,2\]/,
    ],
    ['an operand that is missing', () => exp(undefined as never), DTypeError, /neither a tensor nor a number/],
  ];
  test.each(rows)('%s is named', (_name, call, error, message) => {
    expect(call).toThrow(error);
    expect(call).toThrow(message);
  });
});

// Bad input gives the declared error with the declared words, the same on every backend, and costs no memory.
import { InfogradError, reference, scope, wasm, withBackend } from '@infograd/tensor';
import { checks, expectNoLeaks } from '@infograd/tensor/testing';
import { opNames } from './op-names.ts';

const rows = opNames.flatMap((name) => checks[name].misuse.map((row) => [name, row.message, row] as const));

describe.each([reference(), wasm()])('on $name', (backend) => {
  test.each(rows)('%s: %s', (_name, _message, { call, error, message }) => {
    let thrown: unknown;
    expectNoLeaks(() =>
      scope(() => {
        try {
          withBackend(backend, call);
        } catch (caught) {
          thrown = caught;
        }
      }),
    );
    expect(thrown).toBeInstanceOf(error);
    expect((thrown as Error).constructor).toBe(error);
    expect((thrown as Error).name).toBe(error.name);
    expect((thrown as Error).message).toContain(message);
    expect(thrown).toBeInstanceOf(InfogradError);
  });
});

test('every operation declares a misuse', () => {
  expect(opNames.filter((name) => checks[name].misuse.length === 0)).toEqual([]);
});

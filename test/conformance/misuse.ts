/** Bad input, indices out of range included, gives the declared error with the declared words, and costs no memory. */
import { InfogradError, scope, withBackend } from '@infograd/tensor';
import { checks, expectNoLeaks } from '@infograd/tensor/testing';
import { assert, assertEqual, type Case, casesOf, type Subject } from './case.ts';
import { opNames } from './ops.ts';

const rows = opNames.flatMap((name) => checks[name].misuse.map((row) => ({ name, ...row })));

export function misuseCases({ backend }: Subject): Case[] {
  return casesOf(
    'misuse',
    rows,
    ({ name, message }) => `${name}: ${message}`,
    async ({ call, error, message }) => {
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
      assert(thrown instanceof InfogradError, `threw ${thrown}`);
      // The class's own name may be a minifier's; what errors are called is not.
      assertEqual([thrown.constructor === error, thrown.name], [true, new error('').name], 'class');
      assert(thrown.message.includes(message), `the message is '${thrown.message}'`);
    },
  );
}

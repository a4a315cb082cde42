// The devices of Node run every case that a device must pass: cpu and webasm always, webgpu where a driver is at hand.
import { deviceCases } from './device-cases.ts';
import { openInNode } from './open-in-node.ts';

for (const mode of ['cpu', 'webasm', 'webgpu'] as const) {
  const device = await openInNode(mode);
  const run = device ? test : test.skip;
  describe(`mode ${mode}`, () => {
    for (const { name, run: body } of device
      ? deviceCases(device)
      : [{ name: 'is not at hand', run: async () => {} }]) {
      run(name, body);
    }
    run('leaves no array behind', () => {
      expect(device!.memory).toEqual({ arrays: 0, bytes: 0 });
    });
  });
}

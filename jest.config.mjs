/** Tests run on the TypeScript sources; those that need a built process start `bin/docket.mjs`. */
const transform = { '^.+\\.ts$': '@swc/jest' };

const project = (displayName) => ({
  displayName,
  rootDir: import.meta.dirname,
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform,
  moduleNameMapper: {
    '^#(contracts|config|core|ports|stages|adapters|composition|nest-kit|samples)/(.*)\\.js$':
      '<rootDir>/libs/$1/$2.ts',
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
  testMatch: [`<rootDir>/tests/${displayName}/**/*.test.ts`],
});

export default {
  // Jest leaves a core to a watcher that is not there; most tests wait for processes of their own.
  maxWorkers: '100%',
  // A test that hangs is a failure; a test on a machine that is ten times slower is not.
  testTimeout: 300_000,
  // A worker that is done takes milliseconds to end, and on a busy machine more than jest's half second to free its
  // memory; one that a test keeps alive is still told of.
  workerGracefulExitTimeout: 10_000,
  projects: ['unit', 'architecture', 'conformance', 'integration', 'e2e'].map(project),
};

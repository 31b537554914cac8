/** Tests that take long and guard what rarely changes: CI runs them, and who sets DOCKET_TEST_LONG; elsewhere they are skipped by name. */

const wanted = process.env.DOCKET_TEST_LONG !== undefined;
const named = (name: string): string => (wanted ? name : `${name} (long: needs DOCKET_TEST_LONG)`);

export const describeLong = (name: string, suite: () => void): void =>
  (wanted ? describe : describe.skip)(named(name), suite);

export const testLong = (name: string, work: () => Promise<void>): void =>
  (wanted ? test : test.skip)(named(name), work);

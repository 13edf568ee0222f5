/**
 * Brings about the state that a pact names (its providerState) and returns the
 * variables that a service in it is started with. This file is yours: a state is
 * a case here, such as a database with an order in it.
 */
export function environment(state: string): Record<string, string> {
  switch (state) {
    case '':
      return {};
    default:
      throw new Error(`no such state: add ${JSON.stringify(state)} to states_test.ts`);
  }
}

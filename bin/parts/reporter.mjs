// A reporter of node:test for the suite: one line of JSON for every test that is no suite, with what became of it.

/** Its lines go to a file (`--test-reporter-destination`), one a finished test. */
export default async function* report(source) {
  for await (const { type, data } of source) {
    if ((type !== 'test:pass' && type !== 'test:fail') || data.details?.type === 'suite') continue;
    const reason = data.skip ?? data.todo;
    const outcome = data.skip !== undefined ? 'skipped' : data.todo !== undefined ? 'todo' : type === 'test:pass' ? 'passed' : 'failed';
    yield `${JSON.stringify({ name: data.name, outcome, reason: typeof reason === 'string' ? reason : '' })}\n`;
  }
}

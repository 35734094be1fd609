/** Stops the start. Its message is one sentence for the operator: what was seen and what to do. No stack is shown. */
export class CannotStart extends Error {
  override readonly name = 'CannotStart'
}

/** The run cannot start: exit code 2. */
export class CannotStart extends Error {}

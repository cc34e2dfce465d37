import { roles, type StaffRole } from '../contract/index.ts'

/** `STAFF_SECOND_FACTOR`. */
export type SecondFactorPolicy = 'optional' | 'managers' | 'required'

/** The roles that need a second factor. */
export const secondFactorFor: Readonly<Record<SecondFactorPolicy, readonly StaffRole[]>> = {
  optional: [],
  managers: ['manager'],
  required: roles.filter((role) => role !== 'customer'),
}

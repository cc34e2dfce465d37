import * as contract from '../../contract/index.ts'
import { forAnyone } from '../kinds/handler.ts'

/** Answers before anything is looked up. */
export const accountRequestPasswordReset = forAnyone(contract.accountRequestPasswordReset, async ({ input, passwordResets }) => {
  passwordResets.request(input.email)
  return {}
})

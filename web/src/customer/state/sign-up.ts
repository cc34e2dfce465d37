/** Signs up. The browser stores the requestId until an account is made: sent again after a reload, the same form makes no second account. */
import { newRequestId, RequestError } from '#client'
import type { RequestPayload } from '#contract'
import { remove } from '../../ui/storage.ts'
import { storedId } from '../../ui/stored-id.ts'
import { guest } from './session.ts'

type SignUp = Omit<RequestPayload<'/guest', 'account:sign_up'>, 'requestId'>

const key = 'sign-up'

/** An earlier page has made an account with this username, from another form. */
const isOtherForm = (error: unknown) =>
  error instanceof RequestError && ['request_id_reused', 'invalid_credentials'].includes(error.failure.reason ?? '')

/** Resolves with the token of the session. */
export const sendSignUp = async (form: SignUp): Promise<string> => {
  const send = (requestId: string) => guest().request('account:sign_up', { ...form, requestId })
  const { token } = await send(storedId(key)).catch((error: unknown) => {
    if (!isOtherForm(error)) throw error
    // is told that the username is taken
    return send(newRequestId())
  })
  remove(key)
  return token
}

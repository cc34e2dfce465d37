import type { ManagerRequest } from '../../accounts/staff.ts'
import { bodyHash } from '../../answers/answers.ts'
import type { Request } from '../../contract/index.ts'
import type { Caller } from '../kinds/handler.ts'

/** Who asks, and what makes a repetition the same request. */
export const managerRequest = (request: Pick<Request, 'event'>, input: { requestId: string }, caller: Caller): ManagerRequest => ({
  managerId: caller.accountId,
  requestId: input.requestId,
  hash: bodyHash(request.event, input),
})

import { checkOwnPassword, codesOf, failureSubject } from '../../accounts/check-password.ts'
import { checkSecondFactor, enrolSecondFactor, hasSecondFactor } from '../../accounts/second-factors.ts'
import { getStaff } from '../../accounts/staff.ts'
import * as contract from '../../contract/index.ts'
import { AppError } from '../../errors.ts'
import { forCaller } from '../kinds/handler.ts'

/** A stolen session is not enough: it takes the password, and a code of the present second factor if there is one. */
export const staffEnrolSecondFactor = forCaller(
  contract.staffEnrolSecondFactor,
  async ({ input, client, database, passwords, seal, menu, caller: { accountId } }) => {
    await checkOwnPassword({ database, passwords }, accountId, { password: input.password, client })
    if (await hasSecondFactor(database, accountId)) {
      if (input.code === undefined) throw new AppError('second_factor_required')
      await checkSecondFactor({ database, seal }, { accountId, code: input.code, subject: failureSubject(codesOf(accountId)) })
    }
    const { login, locale } = await getStaff(database, accountId)
    return enrolSecondFactor({ database, seal }, accountId, { issuer: (await menu.shopName(locale)) ?? 'Staff', label: login })
  },
)

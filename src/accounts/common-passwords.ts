import { dictionary } from '@zxcvbn-ts/language-common'
import { faultDetails } from '../contract/index.ts'
import { AppError } from '../errors.ts'
import { demoPassword } from './demo-accounts.ts'

/** The 3,000 most common passwords that are long enough for an account. The library's list starts with the most common. */
const common = new Set(dictionary['passwords-common'].filter((password) => String(password).length >= 8).slice(0, 3000))

/** The demo's password is as good as common: it is in the documents. */
export const isCommonPassword = (password: string): boolean => common.has(password.toLowerCase()) || password.toLowerCase() === demoPassword

/** The rule for every new password beside the contract's, wherever it is typed. `field` is where. */
export const refuseCommonPassword = (password: string, field: string): void => {
  if (!isCommonPassword(password)) return
  throw new AppError('common_password', {
    message: `${field}: this password is too common.`,
    details: faultDetails([{ field, rule: 'common' }]),
  })
}

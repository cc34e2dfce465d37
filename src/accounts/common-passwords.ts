import { dictionary } from '@zxcvbn-ts/language-common'

/** The most common passwords of those long enough to be taken at all, the most common first in the list they come from. */
const common = new Set(dictionary['passwords-common'].filter((password) => String(password).length >= 8).slice(0, 3000))

export const isCommonPassword = (password: string): boolean => common.has(password.toLowerCase())

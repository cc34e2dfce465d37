import type { Context } from '../kinds/handler.ts'

/** The language in which a request is answered: the one that it names, or that of the account. */
export const readerLocale = async (
  { customers, accountId }: Pick<Context<unknown>, 'customers' | 'accountId'>,
  wanted: string | undefined,
): Promise<string | undefined> => wanted ?? (accountId === undefined ? undefined : customers.localeOf(accountId))

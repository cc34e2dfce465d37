import * as contract from '../../contract/index.ts'
import { AppError } from '../../errors.ts'
import { faultsOfCurrency } from '../../shop/check/currency.ts'
import { saveSettings } from '../../shop/edit/edit.ts'
import { forCallerInTransaction } from '../kinds/handler.ts'

/** The gateway does not start with a currency that its payment services do not collect, so a manager cannot choose one. */
export const shopSave = forCallerInTransaction(contract.shopSave, async ({ input, transaction, payments }) => {
  const [before] = await transaction.query<{ currency: string }>('select currency from store')
  const saved = await saveSettings(transaction, input)
  const currency = String(saved.entry.currency)
  const [fault] = currency === before?.currency ? [] : faultsOfCurrency(currency, payments.serviceWithout)
  if (!fault) return saved
  const { message } = fault
  throw new AppError('invalid_argument', {
    message: `entry.currency: ${message}`,
    details: contract.faultDetails([{ field: 'entry.currency', rule: 'other', message }]),
  })
})

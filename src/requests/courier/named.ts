import { AppError } from '../../errors.ts'
import type { Caller } from '../kinds/handler.ts'

/** Whom a request about a courier means: couriers mean themselves, managers name a courier. */
export const courierNamedBy = ({ role, accountId }: Caller, { courierId }: { courierId?: string | undefined }): string => {
  if (role === 'courier' && courierId !== undefined && courierId !== accountId) throw new AppError('role_required')
  if (role === 'courier') return accountId
  if (courierId === undefined)
    throw new AppError('invalid_argument', { message: 'courierId: a manager has to name the courier', details: { fields: ['courierId'] } })
  return courierId
}

/** Order again, save as a favourite, and the receipt. */
import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { Order } from '#contract'
import { t } from '../../language/page-language.ts'
import { print, printInstead } from '../../print/print.ts'
import { Receipt } from '../../print/receipt.tsx'
import { ActionButton } from '../../ui/action.tsx'
import { announce } from '../../ui/announce.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Field, Form } from '../../ui/form.tsx'
import { limits } from '../../ui/limits.ts'
import { save } from '../../ui/save.ts'
import { orderAgain } from '../state/order-again.ts'
import { isOver } from '../state/orders.ts'
import { customer } from '../state/session.ts'

const receipt = async ({ id }: Order) => save(await customer().request('order:report', { format: 'pdf', orderId: id }))

const billOf = ({ items, ...sums }: Order) => ({ ...sums, lines: items.map(({ total }) => total) })

const SaveFavorite = ({ order }: { order: Order }) => {
  const open = useSignal(false)
  const close = () => {
    open.value = false
  }
  return (
    <>
      <button type="button" class="secondary outline" onClick={() => (open.value = true)}>
        {t().order.favorite}
      </button>
      {open.value && (
        <Dialog title={t().order.favorite} close={close}>
          <Form
            action={t().order.save}
            submit={async ({ name = '' }) => {
              await customer().request('favorite:save', { name, orderId: order.id })
              announce(t().order.favoriteSaved)
              close()
            }}
          >
            <Field label={t().order.favoriteName} name="name" required maxLength={limits.name} defaultValue={order.items[0]?.name ?? ''} />
          </Form>
        </Dialog>
      )}
    </>
  )
}

const OnPaper = ({ order }: { order: Order }) => {
  const sheet = () => <Receipt order={order} bill={billOf(order)} />
  useEffect(() => printInstead(sheet, 'a4'), [order])
  return (
    <>
      <ActionButton class="secondary outline" act={() => receipt(order)}>
        {t().order.receipt}
      </ActionButton>
      <button type="button" class="secondary outline" onClick={() => print(sheet(), 'a4')}>
        {t().print.print}
      </button>
    </>
  )
}

/** What the customer does next with an order that is over, unless it waits for a rating. */
const isNext = ({ status, rating }: Order) => status !== 'delivered' || rating !== undefined

export const OrderActions = ({ order }: { order: Order }) => (
  <div class="choices">
    {isOver(order) && (
      <ActionButton class={isNext(order) ? '' : 'secondary outline'} act={() => orderAgain(order)}>
        {t().order.again}
      </ActionButton>
    )}
    <SaveFavorite order={order} />
    {order.status !== 'awaiting_payment' && <OnPaper order={order} />}
  </div>
)

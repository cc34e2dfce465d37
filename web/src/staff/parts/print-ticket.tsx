/** Prints the ticket, and for those who see the prices the receipt too, on a roll or on A4. */
import type { QueueOrder, StaffOrder } from '#contract'
import { choices, t } from '../../language/staff-language.ts'
import { type Paper, print } from '../../print/print.ts'
import { Receipt } from '../../print/receipt.tsx'
import { ActionButton } from '../../ui/action.tsx'
import { staff } from '../state/session.ts'
import { KitchenSheet } from './kitchen-sheet.tsx'

/** With the whole of every note. */
const whole = async ({ id: orderId }: QueueOrder): Promise<StaffOrder> => (await staff().request('order:get', { orderId })).order

const printTicket = async (order: QueueOrder, paper: Paper) => print(<KitchenSheet order={await whole(order)} />, paper)

const printReceipt = async (order: QueueOrder, paper: Paper) => {
  const { bill, ...about } = await whole(order)
  if (bill) print(<Receipt order={about} bill={bill} />, paper)
}

const Papers = ({ name, act }: { name: string; act: (paper: Paper) => Promise<unknown> }) => (
  <div class="row">
    <span>{name}</span>
    <span class="choices">
      {choices(t().print.papers).map(([paper, text]) => (
        <ActionButton key={paper} class="secondary outline small" label={`${name}, ${text}`} act={() => act(paper)}>
          {text}
        </ActionButton>
      ))}
    </span>
  </div>
)

export const PrintTicket = ({ order }: { order: QueueOrder }) => (
  <details class="more aside">
    <summary>{t().print.print}</summary>
    <Papers name={t().print.ticket} act={(paper) => printTicket(order, paper)} />
    {order.payment && <Papers name={t().print.receipt} act={(paper) => printReceipt(order, paper)} />}
  </details>
)

/** What a customer has bought, on paper. It is no tax document: that is the receipt of `order:report`. */
import type { Money, Order, StaffOrder } from '#contract'
import { netTaxes } from '#net-taxes'
import { listed } from '../language/isolate.ts'
import { fullTime, money, t } from '../language/page-language.ts'
import { brand } from '../ui/brand.ts'
import { sumsBetween, totals } from '../ui/sums.ts'
import { Taxes } from '../ui/taxes.tsx'

interface Bill {
  lines: readonly Money[]
  discount: Money
  deliveryFee: Money
  tip: Money
  total: Money
  netTotal: Money
  taxes: Order['taxes']
  adjustments: Order['adjustments']
  promotion?: Order['promotion']
}
type About = Pick<Order | StaffOrder, 'number' | 'items' | 'delivery' | 'placedAt'> & { payment?: StaffOrder['payment'] }

export const Receipt = ({ order, bill }: { order: About; bill: Bill }) => (
  <>
    <header>
      <p class="sheet-brand" dir="auto">
        {brand.value}
      </p>
      <h1>{t().order.title(order.number)}</h1>
      <p>{fullTime(order.placedAt)}</p>
    </header>
    <table>
      <tbody>
        {order.items.map(({ name, quantity, choices = [] }, line) => (
          <tr key={line}>
            <td>{quantity} ×</td>
            <td>
              <bdi>{name}</bdi>
              {choices.length > 0 && <p>{listed(choices.map((choice) => choice.name))}</p>}
            </td>
            <td class="sum">{bill.lines[line] && money(bill.lines[line])}</td>
          </tr>
        ))}
        {sumsBetween(bill).map(([label, amount]) => (
          <tr key={label}>
            <td />
            <td>{label}</td>
            <td class="sum">{amount}</td>
          </tr>
        ))}
      </tbody>
      <tfoot>
        {totals(bill).map(([label, amount]) => (
          <tr key={label}>
            <td />
            <th scope="row">{label}</th>
            <td class="sum">{amount}</td>
          </tr>
        ))}
      </tfoot>
    </table>
    <Taxes of={netTaxes(bill)} />
    {order.payment && (
      <p>
        {t().payment.method[order.payment.method]}: {t().payment.status[order.payment.status]}
      </p>
    )}
    <p dir="auto">{order.delivery.address}</p>
    {order.delivery.contactName && <p dir="auto">{order.delivery.contactName}</p>}
  </>
)

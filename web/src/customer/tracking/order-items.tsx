import { Fragment } from 'preact'
import type { Order } from '#contract'
import { netTaxes } from '#net-taxes'
import { listed } from '../../language/isolate.ts'
import { money, t } from '../../language/page-language.ts'
import { sumsBetween, totals } from '../../ui/sums.ts'
import { Taxes } from '../../ui/taxes.tsx'
import { knownDishes } from '../state/menu.ts'
import { RemovedItems } from './removed-items.tsx'

/** An order has the ids of excluded ingredients; the menu has their names. */
const namesOf = (productId: string, ids: readonly string[]) =>
  knownDishes.value.get(productId)?.ingredients.flatMap(({ id, name }) => (ids.includes(id) ? [name] : [])) ?? []

/** Nothing where the dish has left the menu. */
const Without = ({ names }: { names: readonly string[] }) => (names.length > 0 ? <small>{t().basket.without(listed(names))}</small> : null)

export const OrderItems = ({ order }: { order: Order }) => (
  <section aria-labelledby="items">
    <h2 id="items">{t().order.items}</h2>
    <ul class="items">
      {order.items.map(({ line, productId, name, quantity, total, exclude, choices = [], note }) => (
        <li key={line}>
          <span>
            {quantity} × {name}
            {choices.length > 0 && <small>{listed(choices.map((choice) => choice.name))}</small>}
            <Without names={namesOf(productId, exclude)} />
            {note && <small>{t().quoted(note)}</small>}
          </span>
          <span class="sum">{money(total)}</span>
        </li>
      ))}
      <RemovedItems order={order} />
    </ul>
    <dl class="sums">
      {sumsBetween(order).map(([label, amount]) => (
        <Fragment key={label}>
          <dt>{label}</dt>
          <dd>{amount}</dd>
        </Fragment>
      ))}
      {totals(order).map(([label, amount], n, { length }) => (
        <Fragment key={label}>
          <dt>{label}</dt>
          <dd>{n === length - 1 ? <strong>{amount}</strong> : amount}</dd>
        </Fragment>
      ))}
    </dl>
    <Taxes of={netTaxes(order)} />
    <p>
      {t().order.to}: <bdi>{order.delivery.address}</bdi>
      {order.note && (
        <small>
          {t().order.note}: <bdi>{order.note}</bdi>
        </small>
      )}
    </p>
  </section>
)

import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { RequestData } from '#contract'
import { number, t } from '../../language/language.ts'
import { Problem, useAction } from '../../ui/action.tsx'
import { Form } from '../../ui/form.tsx'
import { staff } from '../state/session.ts'

type Stock = RequestData<'/staff', 'stock:list'>['stock'][number]

const isLow = ({ onHand, reserved, lowLevel }: Stock) => onHand - reserved <= lowLevel

const Receive = ({ stock: { ingredient, requested, unit }, onReceived }: { stock: Stock; onReceived: (stock: Stock) => void }) => (
  <Form
    class="receive"
    action={t().staff.receive}
    submit={async ({ quantity }, form) => {
      const { stock } = await staff().request('stock:receive', { ingredientId: ingredient.id, quantity: Number(quantity) })
      form.reset()
      onReceived(stock)
    }}
  >
    <input
      name="quantity"
      type="number"
      min={1}
      required
      aria-label={`${t().staff.receiveLabel(ingredient.name)} (${unit})`}
      defaultValue={requested > 0 ? String(requested) : ''}
    />
  </Form>
)

const Row = ({ stock, onReceived }: { stock: Stock; onReceived: (stock: Stock) => void }) => (
  <tr>
    <th scope="row">
      {stock.ingredient.name} {isLow(stock) && <span class="warning">{t().staff.low}</span>}
    </th>
    <td data-label={t().staff.onHand}>
      {number(stock.onHand)} {stock.unit}
    </td>
    <td data-label={t().staff.reserved}>{number(stock.reserved)}</td>
    <td data-label={t().staff.requested}>{stock.requested > 0 ? <strong>{number(stock.requested)}</strong> : '–'}</td>
    <td>
      <Receive stock={stock} onReceived={onReceived} />
    </td>
  </tr>
)

const useStock = () => {
  const stocks = useSignal<readonly Stock[]>([])
  const { problem, run } = useAction()
  const load = async () => {
    const listed: Stock[] = []
    for await (const { stock } of staff().pages('stock:list')) listed.push(...stock)
    stocks.value = listed
  }
  useEffect(() => {
    void run(load)
    const reload = () => void load().catch(() => undefined)
    const stops = [staff().on('stock:low', reload), staff().on('queue:changed', reload), staff().on('stale', reload)]
    return () => {
      for (const stop of stops) stop()
    }
  }, [])
  const onReceived = (fresh: Stock) => {
    stocks.value = stocks.value.map((each) => (each.ingredient.id === fresh.ingredient.id ? fresh : each))
  }
  return { stocks, problem, onReceived }
}

export const StockTable = () => {
  const { stocks, problem, onReceived } = useStock()
  const onlyLow = useSignal(false)
  const shown = stocks.value
    .filter((stock) => !onlyLow.value || isLow(stock) || stock.requested > 0)
    .sort((a, b) => Number(b.requested > 0) - Number(a.requested > 0) || Number(isLow(b)) - Number(isLow(a)))
  return (
    <>
      <Problem>{problem.value}</Problem>
      <label>
        <input type="checkbox" checked={onlyLow.value} onChange={({ currentTarget }) => (onlyLow.value = currentTarget.checked)} />
        {t().staff.lowOnly}
      </label>
      <div class="overflow-auto">
        <table class="stock">
          <thead>
            <tr>
              <th scope="col">{t().staff.ingredient}</th>
              <th scope="col">{t().staff.onHand}</th>
              <th scope="col">{t().staff.reserved}</th>
              <th scope="col">{t().staff.requested}</th>
              <th scope="col">{t().staff.receive}</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((stock) => (
              <Row key={stock.ingredient.id} stock={stock} onReceived={onReceived} />
            ))}
          </tbody>
        </table>
      </div>
    </>
  )
}

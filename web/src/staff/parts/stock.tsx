import { useSignal } from '@preact/signals'
import type { RequestData } from '#contract'
import { number, t } from '../../language/staff-language.ts'
import { Problem } from '../../ui/action.tsx'
import { Form } from '../../ui/form.tsx'
import { limits } from '../../ui/limits.ts'
import { useRested } from '../../ui/rested.ts'
import { Skeleton } from '../../ui/skeleton.tsx'
import { useFollowed } from '../state/followed.ts'
import { staff } from '../state/session.ts'
import { CorrectStock } from './correct-stock.tsx'

type Stock = RequestData<'/staff', 'stock:list'>['stock'][number]

const isLow = ({ onHand, reserved, lowLevel }: Stock) => onHand - reserved <= lowLevel

const Receive = ({ stock: { ingredient, requested, unit }, replace }: { stock: Stock; replace: (stock: Stock) => void }) => (
  <Form
    class="receive"
    action={t().staff.receive}
    submit={async ({ quantity }, form) => {
      const { stock } = await staff().request('stock:receive', { ingredientId: ingredient.id, quantity: Number(quantity) })
      form.reset()
      replace(stock)
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

const Row = ({ stock, replace }: { stock: Stock; replace: (stock: Stock) => void }) => (
  <tr>
    <th scope="row">
      <bdi>{stock.ingredient.name}</bdi> {isLow(stock) && <span class="warning">{t().staff.low}</span>}
    </th>
    <td data-label={t().staff.onHand}>
      {number(stock.onHand)} {stock.unit}
    </td>
    <td data-label={t().staff.reserved}>{number(stock.reserved)}</td>
    <td data-label={t().staff.requested}>{stock.requested > 0 ? <strong>{number(stock.requested)}</strong> : '–'}</td>
    <td>
      <div class="stock-actions">
        <Receive stock={stock} replace={replace} />
        <CorrectStock stock={stock} onChange={replace} />
      </div>
    </td>
  </tr>
)

/** Reads again when an order or a delivery may have changed something, and after the search has rested. */
const useStock = (search: string) => {
  const { value, problem, put } = useFollowed(async () => {
    const listed: Stock[] = []
    for await (const { stock } of staff().pages('stock:list', search === '' ? {} : { search })) listed.push(...stock)
    return listed
  }, search)
  const replace = (fresh: Stock) => put(value.peek()?.map((each) => (each.ingredient.id === fresh.ingredient.id ? fresh : each)))
  return { stocks: value.value, problem, replace }
}

const byNeed = (a: Stock, b: Stock) => Number(b.requested > 0) - Number(a.requested > 0) || Number(isLow(b)) - Number(isLow(a))

const Table = ({ stocks, replace }: { stocks: readonly Stock[]; replace: (stock: Stock) => void }) => (
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
        {stocks.map((stock) => (
          <Row key={stock.ingredient.id} stock={stock} replace={replace} />
        ))}
      </tbody>
    </table>
  </div>
)

export const StockTable = () => {
  const typed = useSignal('')
  const search = useRested(typed.value.trim())
  const { stocks, problem, replace } = useStock(search)
  const onlyLow = useSignal(false)
  const shown = stocks?.filter((stock) => !onlyLow.value || isLow(stock) || stock.requested > 0).sort(byNeed)
  return (
    <>
      <div class="stock-tools">
        <input
          type="search"
          aria-label={t().warehouse.search}
          placeholder={t().warehouse.search}
          maxLength={limits.ingredient}
          value={typed.value}
          onInput={({ currentTarget }) => (typed.value = currentTarget.value)}
        />
        <label>
          <input type="checkbox" checked={onlyLow.value} onChange={({ currentTarget }) => (onlyLow.value = currentTarget.checked)} />
          {t().staff.lowOnly}
        </label>
      </div>
      <Problem>{problem.value}</Problem>
      {!shown && !problem.value && <Skeleton of="rows" />}
      {shown?.length === 0 && <p role="status">{t().warehouse.nothingFound}</p>}
      {shown && shown.length > 0 && <Table stocks={shown} replace={replace} />}
    </>
  )
}

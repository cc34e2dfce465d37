import type { ShopEntry } from '#contract'
import { choices, t } from '../../../language/staff-language.ts'
import { EntryForm } from '../entry-form.tsx'
import { TextFields } from '../fields/texts.tsx'
import { Amount, Choice, Count, Day, Flag, Line } from '../fields/values.tsx'
import { currency } from '../shop.ts'
import type { Fields } from '../values.ts'

type Kind = 'percent' | 'amount' | 'freeDelivery'

const kindOf = (entry: Fields): Kind => (entry.freeDelivery === true ? 'freeDelivery' : entry.amount !== undefined ? 'amount' : 'percent')

const none = { percent: undefined, amount: undefined, freeDelivery: undefined, maximum: undefined }
const startOf: Readonly<Record<string, Fields>> = {
  percent: { ...none, percent: 10 },
  amount: { ...none, amount: '' },
  freeDelivery: { ...none, freeDelivery: true },
}

export const PromotionForm = ({ of }: { of: ShopEntry | undefined }) => (
  <EntryForm list="promotions" of={of} blank={{ name: '', promotionCode: '', percent: 10 }}>
    {(bind, entry, change) => {
      const kind = kindOf(entry)
      return (
        <>
          <Line
            label={t().editor.promotionCode}
            hint={t().editor.promotionCodeHint}
            maxLength={40}
            autocapitalize="characters"
            {...bind('promotionCode')}
          />
          <TextFields label={t().editor.name} {...bind('name')} />
          <div class="beside">
            <Choice
              field="entry"
              label={t().editor.kind}
              options={choices(t().editor.kinds)}
              value={kind}
              set={(chosen) => change(startOf[String(chosen)] ?? {})}
            />
            {kind === 'percent' && <Count label={t().editor.percent} min={1} max={100} {...bind('percent')} />}
            {kind === 'percent' && <Amount label={t().editor.maximum(currency())} {...bind('maximum')} />}
            {kind === 'amount' && <Amount label={t().editor.amount(currency())} {...bind('amount')} />}
            <Amount label={t().editor.minimum(currency())} {...bind('minimum')} />
            <Day label={t().editor.firstDay} {...bind('from')} />
            <Day label={t().editor.lastDay} {...bind('until')} />
            <Count label={t().editor.times} min={1} {...bind('times')} />
            <Count label={t().editor.timesPerAccount} min={1} {...bind('timesPerAccount')} />
          </div>
          <Flag label={t().editor.firstOrder} {...bind('firstOrder')} />
        </>
      )
    }}
  </EntryForm>
)

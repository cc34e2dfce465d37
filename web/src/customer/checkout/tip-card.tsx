import { money, percent, t } from '../../language/page-language.ts'
import { Chips } from '../../ui/chips.tsx'
import { tipChoice, typedTip } from '../state/checkout.ts'
import { isTipWrong, largestTip, suggestedTips } from '../state/tip.ts'
import { Card, Obstacle } from './option.tsx'

const none = 'none'
const other = 'other'

/** Nothing in a shop that takes no tips. */
export const TipCard = () => {
  const { value: most } = largestTip
  if (!most) return null
  const suggested = suggestedTips.value.map(({ percent: of, tip }) => [String(of), `${percent(of)} · ${money(tip)}`] as const)
  const { value: choice } = tipChoice
  const shown = suggested.some(([key]) => key === String(choice)) || choice === other ? String(choice) : none
  const choose = (key: string) => {
    tipChoice.value = key === none ? undefined : key === other ? other : Number(key)
  }
  return (
    <Card title={t().tip.title}>
      <Chips label={t().tip.title} options={[[none, t().tip.none], ...suggested, [other, t().tip.other]]} value={shown} choose={choose} />
      {shown === other && (
        <label>
          {t().tip.amount(most.currency)}
          <input
            name="tip"
            inputMode="decimal"
            autocomplete="off"
            maxLength={12}
            value={typedTip.value}
            aria-invalid={isTipWrong.value ? 'true' : undefined}
            aria-describedby={isTipWrong.value ? 'tip-wrong' : undefined}
            onInput={({ currentTarget }) => (typedTip.value = currentTarget.value)}
          />
        </label>
      )}
      {isTipWrong.value && (
        <div id="tip-wrong">
          <Obstacle>{t().tip.tooMuch(money(most))}</Obstacle>
        </div>
      )}
    </Card>
  )
}

/** The field for a promotion code, folded until the customer has one. */
import { useSignal } from '@preact/signals'
import { useEffect, useId } from 'preact/hooks'
import { t } from '../../language/page-language.ts'
import { announce } from '../../ui/announce.tsx'
import { limits } from '../../ui/limits.ts'
import { promotionCode } from '../state/checkout.ts'
import { promotionObstacle } from '../state/obstacles.ts'
import { shownQuote } from '../state/quote.ts'
import { Obstacle } from './option.tsx'

const remove = () => {
  promotionCode.value = ''
  announce(t().promotion.removed)
}

const Remove = () => (
  <button type="button" class="secondary outline small" onClick={remove}>
    {t().promotion.remove}
  </button>
)

const Applied = ({ code, name, isWorthNothing }: { code: string; name: string; isWorthNothing: boolean }) => (
  <div class="promotion">
    <p role="status">
      <strong>{code}</strong> <span>{name}</span>
      {isWorthNothing && <small>{t().promotion.nothing}</small>}
    </p>
    <Remove />
  </div>
)

const CodeField = () => {
  const id = useId()
  const typed = useSignal(promotionCode.value)
  const isOpen = useSignal(promotionCode.value !== '')
  useEffect(() => {
    typed.value = promotionCode.value
    if (promotionCode.value !== '') isOpen.value = true
  }, [promotionCode.value])
  const { value: obstacle } = promotionObstacle
  const apply = () => (promotionCode.value = typed.value.trim())
  return (
    <details class="promotion-code" open={isOpen.value} onToggle={({ currentTarget }) => (isOpen.value = currentTarget.open)}>
      <summary>{t().promotion.add}</summary>
      <label htmlFor={id}>{t().promotion.code}</label>
      <div class="field-and-button">
        <input
          id={id}
          name="promotionCode"
          autocomplete="off"
          autocapitalize="characters"
          spellcheck={false}
          maxLength={limits.promotionCode}
          value={typed.value}
          aria-invalid={obstacle ? 'true' : undefined}
          aria-describedby={obstacle ? `${id}-wrong` : undefined}
          onInput={({ currentTarget }) => (typed.value = currentTarget.value)}
          // who leaves the field or presses Enter means the code to count; Enter would order
          onChange={apply}
          onKeyDown={(event) => {
            if (event.key !== 'Enter') return
            event.preventDefault()
            apply()
          }}
        />
        <button type="button" class="secondary outline small" onClick={apply}>
          {t().promotion.apply}
        </button>
      </div>
      {obstacle && (
        <div id={`${id}-wrong`} role="alert">
          <Obstacle>{obstacle}</Obstacle>
          <Remove />
        </div>
      )}
    </details>
  )
}

export const PromotionCard = () => {
  const { promotion, discount } = shownQuote.value ?? {}
  return promotionCode.value !== '' && promotion ? <Applied {...promotion} isWorthNothing={discount?.amount === 0} /> : <CodeField />
}

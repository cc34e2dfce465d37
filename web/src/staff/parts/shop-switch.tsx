/** Stops taking orders for a while, and takes them again. */
import { useSignal } from '@preact/signals'
import { dateTime, t } from '../../language/staff-language.ts'
import { ActionButton, Problem } from '../../ui/action.tsx'
import { limits } from '../../ui/limits.ts'
import { serverNow } from '../../ui/now.ts'
import { useFollowed } from '../state/followed.ts'
import { staff } from '../state/session.ts'

const readShop = () => staff().request('shop:get', {})

const minuteMs = 60_000
const offered = [30, 60, 120]

export const ShopSwitch = () => {
  const { value, problem, put } = useFollowed(readShop)
  const reason = useSignal('')
  const shop = value.value
  if (!shop) return <Problem>{problem.value}</Problem>
  const { open, paused, opensAt } = shop
  const texts = t().shop
  const pause = async (minutes: number | undefined) => {
    const until = minutes !== undefined && new Date(serverNow() + minutes * minuteMs).toISOString()
    const { paused: now } = await staff().request('shop:pause', {
      ...(until && { until }),
      ...(reason.value.trim() && { reason: reason.value.trim() }),
    })
    reason.value = ''
    put({ ...shop, open: false, paused: now })
  }
  const resume = async () => {
    await staff().request('shop:resume', {})
    const { paused: _, ...resumed } = shop
    put({ ...resumed, open: true })
  }
  if (paused) {
    return (
      <section class="shop-switch" aria-label={texts.orders}>
        <p role="status">
          <strong>{texts.paused(paused.until && dateTime(paused.until))}</strong> <bdi>{paused.reason}</bdi>
        </p>
        <ActionButton act={resume}>{texts.resume}</ActionButton>
      </section>
    )
  }
  return (
    <section class="shop-switch" aria-label={texts.orders}>
      <p role="status">{open ? texts.open : texts.closed(opensAt && dateTime(opensAt))}</p>
      <details>
        <summary>{texts.pause}</summary>
        <label>
          {texts.reason}
          <input
            value={reason.value}
            maxLength={limits.pauseReason}
            onInput={({ currentTarget }) => (reason.value = currentTarget.value)}
          />
        </label>
        <div class="choices">
          {offered.map((minutes) => (
            <ActionButton key={minutes} class="secondary outline small" act={() => pause(minutes)}>
              {texts.pauseFor(minutes)}
            </ActionButton>
          ))}
          <ActionButton class="secondary outline small" act={() => pause(undefined)}>
            {texts.pauseOpen}
          </ActionButton>
        </div>
      </details>
    </section>
  )
}

/** Adds minutes to the estimates of new orders for a while. */
import { useSignal } from '@preact/signals'
import { dateTime, t } from '../../language/staff-language.ts'
import { ActionButton, Problem } from '../../ui/action.tsx'
import { now } from '../../ui/now.ts'
import { useFollowed } from '../state/followed.ts'
import { staff } from '../state/session.ts'

const readBusy = async () => (await staff().request('shop:get', {})).busy ?? null

const minuteMs = 60_000
const offeredMinutes = [10, 15, 20, 30, 45]
const offeredDurations = [30, 60, 120]

export const BusySwitch = () => {
  const { value, problem, put } = useFollowed(readBusy)
  const duration = useSignal(60)
  const texts = t().shop
  const set = async (extraMinutes: number, forMinutes: number) => {
    const until = new Date(now.value + forMinutes * minuteMs).toISOString()
    put((await staff().request('shop:busy', { extraMinutes, until })).busy ?? null)
  }
  if (value.value === undefined) return <Problem>{problem.value}</Problem>
  const busy = value.value && now.value < Date.parse(value.value.until) ? value.value : undefined
  if (busy) {
    return (
      <section class="shop-switch" aria-label={texts.load}>
        <p role="status">
          <strong>{texts.isBusy(busy.extraMinutes, dateTime(busy.until))}</strong>
        </p>
        <ActionButton class="secondary outline" act={() => set(0, 0)}>
          {texts.notBusy}
        </ActionButton>
      </section>
    )
  }
  return (
    <section class="shop-switch" aria-label={texts.load}>
      <details>
        <summary>{texts.makeBusy}</summary>
        <label>
          {texts.busyFor}
          <select value={duration.value} onChange={({ currentTarget }) => (duration.value = Number(currentTarget.value))}>
            {offeredDurations.map((minutes) => (
              <option key={minutes} value={minutes}>
                {texts.pauseFor(minutes)}
              </option>
            ))}
          </select>
        </label>
        <div class="choices">
          {offeredMinutes.map((minutes) => (
            <ActionButton key={minutes} class="secondary outline small" act={() => set(minutes, duration.value)}>
              {texts.extra(minutes)}
            </ActionButton>
          ))}
        </div>
      </details>
    </section>
  )
}

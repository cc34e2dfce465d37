import { useSignal } from '@preact/signals'
import type { RequestPayload } from '#contract'
import { choices, t } from '../../language/staff-language.ts'
import type { Diet } from '../../language/words.ts'
import { announce } from '../../ui/announce.tsx'
import { Field, Form } from '../../ui/form.tsx'
import { limits } from '../../ui/limits.ts'
import { staff } from '../state/session.ts'
import { Unsent } from './unsent.tsx'

type Audience = RequestPayload<'/staff', 'notification:broadcast'>['audience']
type Kind = keyof ReturnType<typeof t>['staff']['audiences']

const recentlyMs = 30 * 86_400_000

const audienceOf = (kind: Kind, chosen: readonly Diet[]): Audience => {
  if (kind === 'diets') return { diets: [...chosen] }
  return kind === 'recent' ? { orderedSince: new Date(Date.now() - recentlyMs).toISOString() } : 'all'
}

const BroadcastForm = () => {
  const kind = useSignal<Kind>('all')
  const chosen = useSignal<readonly Diet[]>([])
  const toggle = (diet: Diet) => {
    chosen.value = chosen.value.includes(diet) ? chosen.value.filter((other) => other !== diet) : [...chosen.value, diet]
  }
  const send = async ({ title = '', body = '' }: Record<string, string>, form: HTMLFormElement) => {
    const audience = audienceOf(kind.value, chosen.value)
    const { broadcast } = await staff().request('notification:broadcast', { title, body, ...(audience && { audience }) })
    form.reset()
    announce(t().staff.sent(broadcast.recipients))
  }
  return (
    <Form action={t().staff.send} class="narrow" submit={send}>
      <Field label={t().staff.broadcastTitle} name="title" required maxLength={limits.broadcastTitle} />
      <label>
        {t().staff.broadcastBody}
        <textarea name="body" required maxLength={limits.broadcastBody} rows={4} />
      </label>
      <fieldset>
        <legend>{t().staff.audience}</legend>
        {choices(t().staff.audiences).map(([each, text]) => (
          <label key={each}>
            <input type="radio" name="audience" checked={kind.value === each} onChange={() => (kind.value = each)} />
            {text}
          </label>
        ))}
      </fieldset>
      {kind.value === 'diets' && (
        <div class="chips">
          {choices(t().diet).map(([diet, name]) => (
            <label key={diet} class="chip">
              <input type="checkbox" checked={chosen.value.includes(diet)} onChange={() => toggle(diet)} />
              {name}
            </label>
          ))}
        </div>
      )}
    </Form>
  )
}

export const Broadcast = () => (
  <>
    <BroadcastForm />
    <Unsent />
  </>
)

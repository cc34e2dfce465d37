/** Two-step sign-in: set up by the password, an app that scans a code, and a code of the app. */
import { useSignal } from '@preact/signals'
import type { RequestData, StaffMember } from '#contract'
import { t } from '../../../language/staff-language.ts'
import { Field, Form } from '../../../ui/form.tsx'
import { staff } from '../../state/session.ts'
import { RecoveryCodes } from './recovery-codes.tsx'

type Enrolment = RequestData<'/staff', 'staff:enrol_second_factor'>

/** How many recovery codes are few. */
const few = 3

export const CodeField = ({ label, hint }: { label: string; hint?: string }) => (
  <Field
    label={label}
    {...(hint !== undefined && { hint })}
    name="code"
    required
    maxLength={64}
    inputMode={hint === undefined ? 'numeric' : 'text'}
    autocomplete="one-time-code"
    autocapitalize="none"
    spellcheck={false}
  />
)

const Scan = ({ enrolment: { svg, secret, url }, confirm }: { enrolment: Enrolment; confirm: (code: string) => Promise<void> }) => (
  <>
    <p>
      {t().own.scan} <small>{t().own.apps}</small>
    </p>
    <img class="qr" alt={t().own.qrAlt} src={`data:image/svg+xml,${encodeURIComponent(svg)}`} />
    <p>
      <a href={url}>{t().own.open}</a>
    </p>
    <p>
      {t().own.manual} <code class="secret">{secret.replace(/(.{4})(?=.)/g, '$1 ')}</code>
    </p>
    <Form action={t().own.confirm} label={t().own.factor} submit={({ code = '' }) => confirm(code)}>
      <CodeField label={t().own.enterCode} />
    </Form>
  </>
)

interface SetUpProps {
  /** There is one already: a code of it is needed. */
  hasOne: boolean
  onDone: () => void
}

/** Password, then the app, then the recovery codes. */
export const SetUp = ({ hasOne, onDone }: SetUpProps) => {
  const enrolment = useSignal<Enrolment | undefined>(undefined)
  const codes = useSignal<readonly string[] | undefined>(undefined)
  const begin = async ({ password = '', code }: Record<string, string>) => {
    enrolment.value = await staff().request('staff:enrol_second_factor', { password, ...(code !== undefined && { code }) })
  }
  const confirm = async (code: string) => {
    codes.value = (await staff().request('staff:confirm_second_factor', { code })).recoveryCodes
  }
  if (codes.value) return <RecoveryCodes codes={codes.value} onSaved={onDone} />
  if (enrolment.value) return <Scan enrolment={enrolment.value} confirm={confirm} />
  return (
    <Form action={t().own.begin} label={t().own.factor} submit={begin}>
      <Field label={t().account.current} name="password" type="password" required autocomplete="current-password" />
      {hasOne && <CodeField label={t().own.presentCode} />}
    </Form>
  )
}

export const SecondFactor = ({ own, onChange }: { own: StaffMember; onChange: () => Promise<unknown> }) => {
  const isOpen = useSignal(false)
  const { secondFactor, recoveryCodes = 0 } = own
  const close = () => {
    isOpen.value = false
    void onChange()
  }
  return (
    <section aria-labelledby="own-factor">
      <h2 id="own-factor">{t().own.factor}</h2>
      <p>{secondFactor ? t().own.factorOn : t().own.factorOff}</p>
      {secondFactor && !isOpen.value && (
        <p class={recoveryCodes <= few ? 'notice' : 'hint'}>
          {t().own.codesLeft(recoveryCodes)}
          {recoveryCodes <= few && `. ${t().own.fewCodes}`}
        </p>
      )}
      {isOpen.value ? (
        <SetUp hasOne={secondFactor} onDone={close} />
      ) : (
        <button type="button" class={secondFactor ? 'secondary outline' : undefined} onClick={() => (isOpen.value = true)}>
          {secondFactor ? t().own.setUpAgain : t().own.setUp}
        </button>
      )}
    </section>
  )
}

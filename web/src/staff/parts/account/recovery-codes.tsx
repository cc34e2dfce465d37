import { useEffect, useRef } from 'preact/hooks'
import { t } from '../../../language/staff-language.ts'
import { announce } from '../../../ui/announce.tsx'

/** Shown once: the gateway stores only hashes of them. */
export const RecoveryCodes = ({ codes, onSaved }: { codes: readonly string[]; onSaved: () => void }) => {
  const first = useRef<HTMLParagraphElement>(null)
  useEffect(() => first.current?.focus(), [])
  const copy = async () => {
    await navigator.clipboard.writeText(codes.join('\n'))
    announce(t().people.copied)
  }
  return (
    <div class="recovery">
      <p ref={first} tabIndex={-1}>
        <strong>{t().own.on}</strong>
      </p>
      <p>{t().own.codes}</p>
      <ol class="recovery-codes">
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ol>
      <div class="row">
        <button type="button" class="secondary outline" onClick={copy}>
          {t().people.copy}
        </button>
        <button type="button" class="secondary outline" onClick={() => print()}>
          {t().own.print}
        </button>
      </div>
      <button type="button" onClick={onSaved}>
        {t().own.codesSaved}
      </button>
    </div>
  )
}

import { t } from '../language/page-language.ts'

/** Why the user has to sign in again. `more` are the reasons of this page. */
export const Ended = ({ reason, more }: { reason: string | undefined; more?: Readonly<Record<string, string>> }) => {
  if (reason === undefined) return null
  const texts: Record<string, string> = { ...t().errors, ...t().ended, ...more }
  return <p role="status">{texts[reason] ?? t().signInAgain}</p>
}

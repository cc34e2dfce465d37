import { useEffect } from 'preact/hooks'
import { listed } from '../../language/isolate.ts'
import { t } from '../../language/page-language.ts'
import { leftOut } from '../state/basket.ts'

const forget = () => {
  leftOut.value = []
}

/** What of an earlier order can no longer be ordered. Said once, on the page that the customer is led to. */
export const LeftOut = () => {
  useEffect(() => forget, [])
  if (leftOut.value.length === 0) return null
  return (
    <p class="notice" role="status">
      {t().order.skipped(listed(leftOut.value))}
    </p>
  )
}

import { t } from '../../language/staff-language.ts'
import { canBeSeen, isLost, isSharing, setSharing } from '../state/sharing.ts'

const hint = () => {
  if (isLost.value) return isSharing.value ? t().staff.lostPosition : t().staff.noPosition
  return canBeSeen.value && t().staff.sharing
}

export const SharePosition = () => (
  <p class="row">
    <label>
      <input type="checkbox" checked={isSharing.value} onChange={({ currentTarget }) => setSharing(currentTarget.checked)} />
      {t().staff.share}
    </label>
    <span role="status" class="hint">
      {hint()}
    </span>
  </p>
)

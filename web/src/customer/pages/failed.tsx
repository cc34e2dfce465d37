import { t } from '../../language/language.ts'
import { Empty } from '../../ui/empty.tsx'
import { Page } from '../../ui/page.tsx'

/** Stands for a page that could not be drawn. Another page, or loading it again, may work. */
export const FailedPage = () => (
  <Page title={t().broken.title}>
    <Empty icon="warning" title={t().broken.what} text={t().broken.text}>
      <button type="button" onClick={() => location.reload()}>
        {t().broken.reload}
      </button>
    </Empty>
  </Page>
)

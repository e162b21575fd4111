import { Button } from '../../../ui/button.tsx'

/** Leads to one config, as examples and outliers name it. */
export const ConfigLink = ({ config, onOpen }: { readonly config: string; readonly onOpen: () => void }) => (
  <Button kind="link" onClick={onOpen}>
    <span className="preview-id">{config}</span>
  </Button>
)

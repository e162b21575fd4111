import { Button } from '../../ui/button.tsx'
import { workbench } from '../../workbench/workbench.ts'

/** Stands where something could be done, were the environment not read-only. */
export function UnlockButton({ environment }: { readonly environment: string }) {
  return (
    <Button
      kind="danger"
      icon="lock"
      onClick={() => void workbench().runCommand('environment.unlock', { environment })}
    >
      {`Unlock ${environment}…`}
    </Button>
  )
}

import { workbench } from '../../workbench/workbench.ts'

export type ConfigInput = { readonly environment: string; readonly config: string }

export function openConfig({ environment, config }: ConfigInput): void {
  workbench().openEditor({
    type: 'config',
    key: `${environment} ${config}`,
    title: `${config.slice(0, 8)} in ${environment}`,
    input: { environment, config },
  })
}

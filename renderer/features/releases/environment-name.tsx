import './environment-name.css'
import { Icon } from '../../ui/icon.tsx'
import { useEnvironments } from '../../workbench/environments.ts'

/** An environment by its name; a protected one is red wherever it is named. */
export function EnvironmentName({ name }: { readonly name: string }) {
  const mark = useEnvironments().find((one) => one.name === name)
  return mark?.protected ? (
    <span className="releases-environment" title={`${name} is protected`}>
      <Icon name="shield" />
      {name}
    </span>
  ) : (
    <span>{name}</span>
  )
}

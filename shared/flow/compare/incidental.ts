import { isList, isObject, type Json } from '../../json/value.ts'

// What counts for the meaning of a flow but bears on no run: it is compared like all else, and a report
// says less of it. A key that is not here is taken to bear on runs.

/** Of a field: how the editor shows it, and what is traced and counted. */
export const isIncidentalSetting = (key: string, was?: Json, is?: Json): boolean =>
  SETTINGS.has(key) || (isNothing(was) && isNothing(is))

const SETTINGS: ReadonlySet<string> = new Set([
  ...['name', 'display_name', 'info', 'placeholder', 'advanced', 'dynamic', 'title_case', 'multiline'],
  ...['list_add_label', 'copy_field', 'ai_enabled', 'button_text', 'helper_text', 'icon', 'field_type'],
  ...['trace_as_input', 'trace_as_metadata', 'track_in_telemetry', 'override_skip'],
  ...[
    'real_time_refresh',
    'refresh_button',
    'refresh_button_text',
    'toggle',
    'toggle_value',
    'toggle_disable',
  ],
  ...['options_metadata', 'external_options', 'dialog_inputs', 'table_icon', 'trigger_icon', 'trigger_text'],
  ...['min_label', 'max_label', 'min_label_icon', 'max_label_icon'],
  ...['slider_buttons', 'slider_buttons_options', 'slider_input'],
])

/** Of an output. Its value is only what the editor last showed. */
export const isIncidentalOfOutput = (key: string, was?: Json, is?: Json): boolean =>
  OUTPUT.has(key) || (isNothing(was) && isNothing(is))

const OUTPUT: ReadonlySet<string> = new Set(['display_name', 'value', 'hidden', 'group_outputs'])

/**
 * Of a component: where its code came from, and what repeats its fields and outputs. A member of the
 * template that is no field is called `template.…`.
 */
export const isIncidentalOfComponent = (key: string, was?: Json, is?: Json): boolean =>
  COMPONENT.has(key) || key.startsWith('template.') || (isNothing(was) && isNothing(is))

const COMPONENT: ReadonlySet<string> = new Set([
  ...['metadata', 'field_order', 'custom_fields', 'base_classes', 'output_types', 'conditional_paths'],
  ...['edited', 'pinned', 'beta', 'legacy', 'error', 'full_path', 'name', 'official', 'replacement'],
  ...['is_input', 'is_output', 'is_composition'],
])

/** Left out, or written out as nothing. False is more than that: some attributes are true where they are left out. */
const isNothing = (value: Json | undefined): boolean =>
  value === undefined ||
  value === null ||
  value === '' ||
  (isList(value) && value.length === 0) ||
  (isObject(value) && Object.keys(value).length === 0)

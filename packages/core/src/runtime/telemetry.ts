/** The one seam for traces and metrics: every service takes it from the start. OpenTelemetry's API is a few lines away. */
export interface Telemetry {
  /** Runs `work` inside a span; its failure marks the span and is rethrown. */
  span<T>(name: string, attributes: TelemetryAttributes, work: () => Promise<T>): Promise<T>;
  count(name: string, value: number, attributes?: TelemetryAttributes): void;
}
/** Never an id of a person, never metadata: feature, status, mode and the like. */
export type TelemetryAttributes = Readonly<Record<string, string | number | boolean>>;

export const noTelemetry: Telemetry = { span: (_name, _attributes, work) => work(), count: () => undefined };

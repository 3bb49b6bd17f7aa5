/** One accepted row of an orders file: so many units of one product in one order. */
export interface OrderLine {
  /** Line of the file where the row begins; the header is line 1. */
  readonly line: number;
  readonly orderId: string;
  /** Days since 1970-01-01 (UTC): orders are counted by day and week, never by hour. */
  readonly day: number;
  readonly sku: string;
  /** null where the file leaves the cell blank: a finding for the PDP analyzer, not a broken row. */
  readonly title: string | null;
  readonly lengthMm: number | null;
  readonly widthMm: number | null;
  readonly heightMm: number | null;
  readonly weightG: number | null;
  /** Whole units, 1 or more. */
  readonly quantity: number;
}

/** A row that could not be used, said so that its owner finds and mends it. */
export interface BadRow {
  readonly line: number;
  readonly reason: string;
}

export interface ParsedOrders {
  readonly lines: readonly OrderLine[];
  readonly badRows: readonly BadRow[];
  /** Rows below the header, good and bad. */
  readonly rowCount: number;
}

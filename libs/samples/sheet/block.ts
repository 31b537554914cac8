/** What a page is made of, before anything is drawn: the words of the generator's own layout language. */

export interface Column {
  readonly label: string;
  /** Share of the width, relative to the other columns. */
  readonly weight: number;
  readonly right?: boolean;
}

export type Block =
  | { readonly kind: 'title' | 'heading' | 'small' | 'handwriting'; readonly text: string }
  | {
      readonly kind: 'text';
      readonly text: string;
      readonly bold?: boolean;
      readonly align?: 'right' | 'center';
    }
  | { readonly kind: 'list'; readonly items: readonly string[] }
  | { readonly kind: 'pairs'; readonly rows: readonly (readonly [string, string])[] }
  | {
      readonly kind: 'table';
      readonly columns: readonly Column[];
      readonly rows: readonly (readonly string[])[];
      readonly totals?: readonly (readonly [string, string])[];
    }
  | {
      readonly kind: 'columns';
      readonly left: readonly Block[];
      readonly right: readonly Block[];
      readonly share?: number;
    }
  | { readonly kind: 'panel'; readonly blocks: readonly Block[] }
  | { readonly kind: 'fields'; readonly rows: readonly (readonly (readonly [string, string])[])[] }
  | {
      readonly kind: 'ticks';
      readonly label: string;
      readonly options: readonly (readonly [string, boolean])[];
    }
  | { readonly kind: 'signature'; readonly label: string; readonly name: string }
  | { readonly kind: 'letterhead'; readonly name: string; readonly lines: readonly string[] }
  | { readonly kind: 'stamp'; readonly lines: readonly string[] }
  | { readonly kind: 'photo' | 'bars' | 'rule' | 'break' }
  | { readonly kind: 'gap'; readonly size: number };

/** Points (1/72 inch). A strip is as long as what is printed on it. */
export type Paper = 'a4' | 'letter' | 'a5' | 'strip' | 'slip';

export interface Content {
  readonly paper: Paper;
  readonly blocks: readonly Block[];
  /** Printed small at the foot of every page. */
  readonly foot?: string;
  /** Printed large and pale across the page. */
  readonly watermark?: string;
  /** Font families that suit the document; all suit where absent. */
  readonly families?: readonly string[];
}

/**
 * The JSON form of a type of Grafana's SDK: members of enums are the literals that they stand for, so that the SDK is
 * needed by the compiler only, and methods are left out.
 */
export type Plain<T> = 0 extends 1 & T
  ? unknown
  : T extends string
    ? `${T}`
    : T extends number | boolean | null | undefined
      ? T
      : T extends readonly (infer Item)[]
        ? readonly Plain<Item>[]
        : {
            readonly [
              Key in keyof T as T[Key] extends (...args: never[]) => unknown
                ? never
                : Key
            ]: Plain<T[Key]>;
          };

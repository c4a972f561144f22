/** Whether a text is one line for every reader: U+2028 and U+2029 break lines too, in YAML among others. */
export const isOneLine = (text: string): boolean => !/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u.test(text);

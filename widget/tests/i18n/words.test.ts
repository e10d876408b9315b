import { describe, expect, test } from "vitest";
import { cs as deskCzech } from "../../src/desk/words/cs";
import { en as deskEnglish } from "../../src/desk/words/en";
import { CHAT_WORDS } from "../../src/i18n/chat";
import { FAQ_WORDS } from "../../src/i18n/faq";
import { chooseLanguage } from "../../src/i18n/language";
import { dayName } from "../../src/i18n/times";
import { Translator, type Message } from "../../src/i18n/translator";

describe("words", () => {
  test("end with what is unknown to them, instead of failing what shows them", () => {
    const english = new Translator<string>("en", { cs: {}, en: {} });
    expect(english.say("reason.something_new")).toBe("something_new");
  });

  test("follow the number in both languages", () => {
    const czech = new Translator("cs", CHAT_WORDS);
    const english = new Translator("en", CHAT_WORDS);
    const left = (translator: typeof czech, count: number): string =>
      translator.say("charactersLeft", { count });
    expect([1, 3, 5, 0].map((count) => left(czech, count))).toEqual([
      "Zbývá 1 znak",
      "Zbývají 3 znaky",
      "Zbývá 5 znaků",
      "Zbývá 0 znaků",
    ]);
    expect([1, 2].map((count) => left(english, count))).toEqual([
      "1 character left",
      "2 characters left",
    ]);
  });

  test("have the same places in every language", () => {
    const places = (message: Message): string[] => {
      const texts = typeof message === "string" ? [message] : Object.values(message as object).map(String);
      return [...new Set(texts.flatMap((text) => text.match(/\{\w+\}/g) ?? []))].sort();
    };
    for (const { cs, en } of [CHAT_WORDS, FAQ_WORDS, { cs: deskCzech, en: deskEnglish }]) {
      const words: [Record<string, Message>, Record<string, Message>] = [cs, en];
      for (const key of Object.keys(en)) {
        const [czech, english] = words.map((catalogue) => places(catalogue[key]!));
        expect([key, czech]).toEqual([key, english]);
      }
    }
  });

  test("come in the first language that is spoken", () => {
    expect(chooseLanguage("de", null, "cs-CZ")).toBe("cs");
    expect(chooseLanguage("de", undefined)).toBe("en");
  });
});

test("a day is named as one says it", () => {
  const now = new Date(2026, 10, 22, 0, 30);
  expect(dayName(new Date(2026, 10, 22, 0, 5), now, "cs")).toBe("Dnes");
  expect(dayName(new Date(2026, 10, 21, 23, 55), now, "en")).toBe("Yesterday");
  expect(dayName(new Date(2025, 10, 21), now, "en")).toContain("2025");
});

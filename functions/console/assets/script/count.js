// Says how long a text with data-count is while one types, and what it costs to read.
for (const text of document.querySelectorAll("[data-count]")) {
  const { count, words, cost, prices } = text.dataset;
  const shown = document.getElementById(count);
  const model = text.form.elements.namedItem("model");
  const number = new Intl.NumberFormat(document.documentElement.lang);
  const money = new Intl.NumberFormat(document.documentElement.lang, { style: "currency", currency: "USD", minimumSignificantDigits: 2, maximumSignificantDigits: 2 });
  const show = () => {
    const characters = [...text.value].length;
    const tokens = Math.ceil(characters / 4);
    const price = JSON.parse(prices)[model.value.trim()];
    const said = words.replace("{characters}", number.format(characters)).replace("{tokens}", number.format(tokens));
    const costs = price === undefined ? "" : ` ${cost.replace("{cost}", money.format((tokens * price) / 1e6))}`;
    shown.textContent = said + costs;
  };
  text.addEventListener("input", show);
  model.addEventListener("input", show);
  show();
}

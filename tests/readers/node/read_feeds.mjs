// node read_feeds.mjs feedsmith|rss-parser URL...: prints the entries of each feed as JSON, a list for each URL.

const readers = {
  async feedsmith(url) {
    const { parseFeed } = await import("feedsmith");
    const { format, feed } = parseFeed(await (await fetch(url)).text());
    if (format === "atom") {
      return feed.entries.map((entry) => ({
        id: entry.id,
        title: entry.title.value,
        link: entry.links.find((link) => (link.rel ?? "alternate") === "alternate").href,
        date: entry.published,
        text: entry.content.value,
      }));
    }
    if (format === "rss") {
      return feed.items.map((item) => ({
        id: item.guid.value,
        title: item.title,
        link: item.link,
        date: item.pubDate,
        text: item.content.encoded,
      }));
    }
    return feed.items.map((item) => ({
      id: item.id,
      title: item.title,
      link: item.url,
      date: item.date_published,
      text: item.content_html,
    }));
  },
  async "rss-parser"(url) {
    const { default: Parser } = await import("rss-parser");
    const { items } = await new Parser().parseURL(url);
    return items.map((item) => ({
      id: item.id ?? item.guid,
      title: item.title,
      link: item.link,
      date: item.pubDate,
      text: item["content:encoded"] ?? item.content,
    }));
  },
};

const [name, ...urls] = process.argv.slice(2);
const documents = await Promise.all(urls.map(readers[name]));
for (const entry of documents.flat()) {
  entry.date = new Date(entry.date).toISOString();
}
console.log(JSON.stringify(documents));

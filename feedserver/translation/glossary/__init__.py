"""Names and terms as the newsroom writes them: what a glossary holds (``terms``), where a site keeps it
(``glossaries``), and how a name gets through a machine that does not know it (``disguise``, ``inflection``)."""

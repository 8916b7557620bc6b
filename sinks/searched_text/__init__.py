"""The words of a text as every store searches and shows them: cut, folded, stemmed."""

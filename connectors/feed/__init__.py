"""RSS, RDF, Atom and JSON Feed, asked at their own pace."""
